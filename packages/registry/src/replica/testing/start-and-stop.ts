import { FollowedStore } from './followed-store.ts';

/** A process that follows the store in the directory that it is given, stops, and must then have nothing left to wait for. */
const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Cannot start: write the directory of a store');
const replica = new FollowedStore(directory).replica();
await replica.start();
await new Promise<void>((resolve) => {
  replica.onChange(resolve);
});
await replica.stop();
process.stdout.write('stopped\n');
