import { Database } from 'bun:sqlite';
import { openRegistry } from '@nearhop/registry';
import { copyFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What can happen to the file of an embedded store while routers follow it. */
export interface StoreFault {
  readonly name: string;
  /** The alarm that the router must raise. */
  readonly alarm: RegExp;
  inflict(files: StoreCopies): void | Promise<void>;
}

/** The store that routers follow, and what it may be replaced by. All are whole databases without a log beside them. */
export interface StoreCopies {
  readonly live: string;
  readonly pristine: string;
  readonly older: string;
  readonly foreign: string;
  readonly half: string;
}

const SIDES = ['', '-wal', '-shm'];

export const STORE_FAULTS: readonly StoreFault[] = [
  { name: 'deleted', alarm: /registry-unavailable/, inflict: ({ live }) => removeStore(live) },
  {
    name: 'truncated to nothing',
    alarm: /registry-unavailable|reload-refused/,
    inflict: ({ live }) => truncateSync(live, 0),
  },
  {
    name: 'truncated to a half',
    alarm: /registry-unavailable|reload-refused/,
    inflict: ({ live }) => truncateSync(live, Math.floor(statSync(live).size / 8_192) * 4_096),
  },
  {
    name: 'filled with garbage',
    alarm: /registry-unavailable|reload-refused/,
    inflict: ({ live }) => writeFileSync(live, Buffer.alloc(statSync(live).size, 'garbage ')),
  },
  {
    name: 'replaced by an older one',
    alarm: /reload-refused-lower/,
    inflict: ({ live, older }) => putStore(older, live),
  },
  {
    name: 'replaced by a foreign one',
    alarm: /reload-refused-foreign/,
    inflict: ({ live, foreign }) => putStore(foreign, live),
  },
  {
    name: 'replaced by a half one',
    alarm: /reload-refused-incomplete/,
    inflict: ({ live, half }) => putStore(half, live),
  },
];

/** Puts a copy in the place of the live store, as an operator would: moved over it in one step. */
export function putStore(from: string, live: string): void {
  copyFileSync(from, `${live}.new`);
  for (const side of SIDES.slice(1)) rmSync(live + side, { force: true });
  renameSync(`${live}.new`, live);
}

function removeStore(live: string): void {
  for (const side of SIDES) rmSync(live + side, { force: true });
}

/** Copies a store whole into one file, its log included. */
export function copyStore(from: string, to: string): void {
  const database = new Database(from, { readonly: true });
  database.run(`VACUUM INTO '${to}'`);
  database.close();
  // A copy made so has a journal of the old kind, which the driver would have to change under its readers.
  const copy = new Database(to);
  copy.run('PRAGMA journal_mode = WAL');
  copy.close();
}

/** A store of another deployment, with one customer in it and many revisions. */
export async function makeForeignStore(path: string, revisions: number): Promise<void> {
  const registry = await openRegistry(`sqlite:${path}`, { access: 'write' });
  for (let index = 0; index < revisions; index++) {
    const value = { id: 'stranger', name: `Stranger ${index}`, asns: [] };
    const change = {
      writes: [{ kind: 'customer' as const, id: value.id, value }],
      by: 'local:prove@test',
      why: null,
      at: new Date().toISOString(),
    };
    await registry.commit(change, []);
  }
  await registry.close();
}

/** A store that lost half of its claims, and says that it is ahead: what a restore leaves that was cut off. */
export function makeHalfStore(pristine: string, to: string): void {
  copyFileSync(pristine, to);
  const database = new Database(to);
  database.run('DELETE FROM claims WHERE unicode(substr(hex(start), -1)) % 2 = 0');
  database.run('UPDATE position SET revision = revision + 1000000');
  database.run('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

export function copiesIn(directory: string): StoreCopies {
  const path = (name: string) => join(directory, `${name}.db`);
  return {
    live: path('live'),
    pristine: path('pristine'),
    older: path('older'),
    foreign: path('foreign'),
    half: path('half'),
  };
}
