/** A process that commits until it is killed: `bun commit-forever.ts <store> <tag>`. Writes a line for each acknowledged commit. */
import { writeSync } from 'node:fs';
import { openRegistry } from '../open-registry.ts';
import { claimWrite, customerWrite, mustCommit } from './example-records.ts';

const STDOUT = 1;
const [store = '', tag = ''] = process.argv.slice(2);
const registry = await openRegistry(store, { access: 'write' });
for (let count = 0; ; count++) {
  const claims = Array.from({ length: 20 }, (_, index) =>
    claimWrite(1, 'acme', `${tag}.${count >> 8}.${count & 255}.${index}/32`),
  );
  const { revision } = await mustCommit(registry, customerWrite(`c${tag}-${count}`), ...claims);
  writeSync(STDOUT, `${revision} c${tag}-${count}\n`);
}
