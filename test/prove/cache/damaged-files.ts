import {
  appendFileSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife, type NodeLife, type StartedNode } from '../../harness/cache-node-life.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { Check, CheckRun } from '../check.ts';
import { askJudged, isWhole, type JudgedAnswer } from './judged-answer.ts';
import { OracleOrigin } from './oracle-origin.ts';
import { forgetPages } from './page-cache.ts';

const OBJECTS = 10;
/** A file's time stands still for a moment after a write: what comes in the same tick nobody could tell. */
const TICK_MS = 20;

const DAMAGES: Readonly<Record<string, (path: string, random: () => number) => void>> = {
  truncated: (path, random) => truncateSync(path, randomInteger(random, statSync(path).size)),
  flipped: flip,
  deleted: (path) => rmSync(path),
  replaced: (path, random) => {
    copyFileSync(path, `${path}-other`);
    flip(`${path}-other`, random);
    renameSync(`${path}-other`, path);
  },
  'grown and flipped': (path, random) => {
    flip(path, random);
    appendFileSync(path, 'more');
  },
};

/** What the node knows of the file when it is damaged. */
const MOMENTS = ['hot', 'cold', 'stopped'] as const;

export const damagedFiles: Check = {
  name: 'files that another process truncates, flips, deletes or replaces are found at the next request',
  limit: '0 wrong of all answers; each object whole again at the second request',
  atLeast: { full: 75, short: 15 },
  async run({ form, seed, progress }: CheckRun) {
    const rounds = form === 'full' ? 8 : 1;
    const random = seededRandom(seed);
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-damage-'));
    await using origin = await OracleOrigin.start();
    const drive = join(directory, 'drive');
    const begin = () =>
      beginNodeLife({ directory, origins: [origin.record], drives: [{ directory: drive, size: '512mib' }] });
    const names = Array.from({ length: OBJECTS }, (_, index) => `/fresh/${index}`);
    const wrong: string[] = [];
    const told = { damages: 0, answers: 0, cut: 0, found: 0 };
    let life = begin();
    try {
      let node = await life.started;
      await askAll(node, origin, names);
      for (let round = 0; round < rounds; round++) {
        for (const moment of MOMENTS) {
          for (const [damage, inflict] of Object.entries(DAMAGES)) {
            await Bun.sleep(TICK_MS);
            if (moment === 'stopped') await node.stop();
            const path = pick(extentFiles(drive), random);
            inflict(path, random);
            if (moment === 'cold') forgetPages(path);
            if (moment === 'stopped') ({ life, node } = await again(begin));
            told.damages++;
            origin.forgetAsked();
            const first = await askAll(node, origin, names);
            const found = names.some((name) => origin.askedFor(name) > 0);
            if (found) told.found++;
            const second = await askAll(node, origin, names);
            const what = `${damage} while ${moment}`;
            for (const answer of [...first, ...second])
              if (answer.wrong !== null) wrong.push(`${what}: ${answer.wrong}`);
            for (const answer of second) if (!isWhole(answer)) wrong.push(`${what}: not whole again`);
            told.answers += first.length + second.length;
            told.cut += first.filter(({ ending }) => ending === 'cut').length;
            if (!found) wrong.push(`${what}: nothing was fetched anew`);
          }
        }
        progress(`round ${round + 1} of ${rounds}: ${JSON.stringify(told)}`);
      }
    } finally {
      life.signal('SIGKILL');
      await life.exited;
      rmSync(directory, { recursive: true, force: true });
    }
    const figure = `${wrong.length} wrong of ${told.answers} answers, ${told.cut} cut; ${told.found} of ${told.damages} damages found`;
    return { figure, tried: told.damages, ok: wrong.length === 0, wrong };
  },
};

async function again(begin: () => NodeLife): Promise<{ life: NodeLife; node: StartedNode }> {
  const life = begin();
  return { life, node: await life.started };
}

function askAll({ port }: StartedNode, origin: OracleOrigin, names: readonly string[]): Promise<JudgedAnswer[]> {
  return Promise.all(names.map((name) => askJudged({ port, origin, name, range: null })));
}

function flip(path: string, random: () => number): void {
  const file = openSync(path, 'r+');
  const at = randomInteger(random, statSync(path).size);
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ (1 << randomInteger(random, 8));
  writeSync(file, byte, 0, 1, at);
  fsyncSync(file);
  closeSync(file);
}

function extentFiles(drive: string): string[] {
  const root = join(drive, 'extents');
  return readdirSync(root).flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)));
}

function pick(paths: readonly string[], random: () => number): string {
  const path = paths[randomInteger(random, paths.length)];
  if (path === undefined) throw new Error('The drive has no files');
  return path;
}
