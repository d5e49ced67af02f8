import { spawn } from 'node:child_process';

/**
 * `npm test`: what can be tested alone and what needs several parts, side by side in two processes. In one, the tables that some tests
 * hold make every other test's garbage dear. With arguments: one `bun test` with them.
 */
const FLAGS = ['test', '--timeout', '60000'];
const HALVES = [['packages', 'services'], ['test/']] as const;

const given = process.argv.slice(2);
process.exitCode = given.length > 0 ? (await run(given, 'shown')).code : await runHalves();

async function runHalves(): Promise<number> {
  const [shown, kept] = await Promise.all([run(HALVES[0], 'shown'), run(HALVES[1], 'kept')]);
  process.stdout.write(kept.text);
  const both = [shown, kept];
  const sum = (word: 'pass' | 'fail') => both.reduce((total, { text }) => total + countOf(text, word), 0);
  process.stdout.write(`\nBoth together:\n ${sum('pass')} pass\n ${sum('fail')} fail\n`);
  return both.find(({ code }) => code !== 0)?.code ?? 0;
}

interface Ended {
  readonly code: number;
  readonly text: string;
}

function run(paths: readonly string[], output: 'shown' | 'kept'): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = spawn(process.execPath, [...FLAGS, ...paths], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (output === 'shown') process.stdout.write(part);
    });
  }
  child.on('close', (code) => resolve({ code: code ?? 1, text }));
  return promise;
}

/** How many tests `bun test` counted; the last such line is its summary. */
function countOf(text: string, word: 'pass' | 'fail'): number {
  return Number([...text.matchAll(new RegExp(`^ *(\\d+) ${word}$`, 'gm'))].at(-1)?.[1] ?? 0);
}
