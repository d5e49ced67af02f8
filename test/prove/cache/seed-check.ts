import { answerStatically, objectsByPath, TEST_PATH, TEST_PICTURE_BYTES, testObject } from '@nearhop/static-origin';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLoneCacheNode } from '../../harness/lone-cache-node.ts';
import { runProgram, type ProgramResult } from '../../harness/run-program.ts';
import type { Check, Finding } from '../check.ts';

const PIXELS = '920×920';
const BROWSER_MS = 60_000;

/** The verification that operators are told to run, by the programs that they run. */
export const seedVerification: Check = {
  name: "the seed's verification: wget a miss, then a hit, the same bytes, and in a browser a picture",
  limit: `Length: ${TEST_PICTURE_BYTES}, uri-miss, hit, one hash, ${PIXELS}`,
  atLeast: { full: 3, short: 2 },
  async run({ form }) {
    const directory = mkdtempSync(join(tmpdir(), 'nearhop-seed-check-'));
    const object = testObject();
    let asked = 0;
    const origin = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: (request) => {
        asked++;
        return answerStatically(request, objectsByPath([object]));
      },
    });
    const port = origin.port ?? 0;
    try {
      await using node = await startLoneCacheNode({
        origins: [{ host: '127.0.0.1', scheme: 'http', port }],
        driveSize: '256mib',
      });
      const url = `http://127.0.0.1:${node.port}${TEST_PATH}?cacheHostOrigin=127.0.0.1:${port}`;
      const visits: readonly string[] = ['first.gif', 'second.gif'];
      const words: string[] = [];
      const wrong: string[] = [];
      for (const name of visits) {
        const path = join(directory, name);
        const got = await runProgram('wget', ['-S', '-O', path, url]);
        words.push(cacheWord(got));
        if (!got.output.includes(`Length: ${TEST_PICTURE_BYTES}`))
          wrong.push(`no Length in: ${got.output.slice(-600)}`);
        if (hash(readFileSync(path)) !== hash(object.bytes)) wrong.push(`${name} has another hash`);
      }
      if (words.join() !== 'uri-miss,hit') wrong.push(`Cache-Status said ${words.join()}`);
      const { hitBytes, missBytes } = await node.traffic();
      if (hitBytes !== TEST_PICTURE_BYTES || missBytes !== TEST_PICTURE_BYTES) {
        wrong.push(`/summary tells ${hitBytes} bytes hit and ${missBytes} missed`);
      }
      if (asked !== 1) wrong.push(`the origin was asked ${asked} times`);
      const figure = `Length: ${TEST_PICTURE_BYTES}, ${words.join()}, ${hitBytes} bytes hit, ${missBytes} missed`;
      if (form === 'short') return { figure, tried: visits.length, ok: wrong.length === 0, wrong };
      return await withPicture({ figure, tried: visits.length, ok: wrong.length === 0, wrong }, url, directory);
    } finally {
      await origin.stop(true);
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/** A browser's document for a picture names its size, which it knows when it has decoded it. */
async function withPicture(finding: Finding, url: string, directory: string): Promise<Finding> {
  const own = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const shown = await runProgram(
    'chromium',
    [...own, `--user-data-dir=${directory}/profile`, '--dump-dom', url],
    BROWSER_MS,
  );
  const isPicture = shown.output.includes(PIXELS) && shown.output.includes('<img');
  return {
    figure: `${finding.figure}; in Chromium ${isPicture ? `a picture of ${PIXELS}` : 'no picture'}`,
    tried: finding.tried + 1,
    ok: finding.ok && isPicture,
    wrong: [...(finding.wrong ?? []), ...(isPicture ? [] : [`Chromium showed: ${shown.output.slice(-1_000)}`])],
  };
}

function cacheWord({ output }: ProgramResult): string {
  return /Cache-Status: [^;\n]*; (?:fwd=)?([a-z-]+)/.exec(output)?.[1] ?? 'nothing';
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
