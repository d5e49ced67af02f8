/**
 * A process that restores: `bun restore-in-process.ts <store> <backup> <commits>`. Writes a line before it begins, one when the
 * store is empty, one for each commit, and one at its end; after so many commits it goes no further.
 */
import { writeSync } from 'node:fs';
import { openRegistry } from '../../open-registry.ts';
import { restoreRegistry } from '../restore-registry.ts';

const STDOUT = 1;
const FOREVER_MS = 2 ** 31 - 1;
const [store = '', backup = '', commits = ''] = process.argv.slice(2);
let made = -1;
const registry = await openRegistry(store, { access: 'write' });
writeSync(STDOUT, 'opened\n');
const options = { by: 'local:test@host', why: 'the disk died', at: '2026-11-22T12:00:00.000Z' };
await restoreRegistry(registry, () => Bun.file(backup).stream(), {
  ...options,
  onProgress(records) {
    writeSync(STDOUT, `${records}\n`);
    if (++made === Number(commits)) Bun.sleepSync(FOREVER_MS);
  },
});
writeSync(STDOUT, 'restored\n');
await registry.close();
