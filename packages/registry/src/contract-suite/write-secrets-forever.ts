/** A process that writes secrets until it is killed: `bun write-secrets-forever.ts <store> <tag>`. Writes a line for each acknowledged write. */
import { writeSync } from 'node:fs';
import { openRegistry } from '../open-registry.ts';

const STDOUT = 1;
const [store = '', tag = ''] = process.argv.slice(2);
const { secrets } = await openRegistry(store, { access: 'write' });
for (let count = 0; ; count++) {
  const id = `${tag}-${count}`;
  const { kind } = await secrets.write([
    { kind: 'token', id, value: { count }, expected: 0 },
    { kind: 'user', id, value: { count } },
  ]);
  if (kind !== 'written') throw new Error(`write ${id} was refused`);
  writeSync(STDOUT, `${id}\n`);
}
