/**
 * A process that trades registration keys for credentials as soon as it is told to: `bun take-secrets.ts <store> <name>`. Writes "ready",
 * waits for a line, then tries each key once and writes a line for each that it won.
 */
import { writeSync } from 'node:fs';
import { openRegistry } from '../open-registry.ts';

const STDOUT = 1;
const [store = '', name = ''] = process.argv.slice(2);
const { secrets } = await openRegistry(store, { access: 'write' });
const keys = await secrets.list('registration-key', { limit: 1_000 });
writeSync(STDOUT, 'ready\n');
for await (const _ of console) break;
await Promise.all(
  keys.map(async ({ id, revision }) => {
    const outcome = await secrets.write([
      { kind: 'registration-key', id, value: null, expected: revision },
      { kind: 'node-credential', id, value: name },
    ]);
    if (outcome.kind === 'written') writeSync(STDOUT, `${id}\n`);
  }),
);
writeSync(STDOUT, 'done\n');
process.exit(0);
