import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../house/source-files.ts';
import { Demo } from './demo.ts';

const MOST_COMMANDS = 5;
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const sections = [...readme.matchAll(/<!-- tested: (\w+) -->\n+```sh\n([^]*?)```/g)].map(
  ([, name = '', block = '']) => ({
    name,
    commands: block.trim().split('\n'),
  }),
);

/** What a person would look for in the output. */
const EXPECTED: readonly (readonly [command: RegExp, output: RegExp])[] = [
  [/^curl .*\/v1\/route$/, /"decision":"node".*"node":"Seattle-1"/],
  [/^npx nearhop route --as 127\.77\.7\.7$/, /127\.77\.7\.7 → CDN \(no-match/],
  [
    /^curl .*\/v1\/redirect\//,
    /302 Found[^]*location: http:\/\/127\.0\.0\.1:\d+\/mscomtest\/wuidt\.gif\?cacheHostOrigin=127\.0\.0\.1/i,
  ],
  [/^wget /, /Length: 969710[^]*saved/],
  [/^npx nearhop fetch /, /1,048,576 bytes from Seattle-1/],
  [/^npx nearhop node create/, /Spokane-1/],
  [/^npx nearhop node list/, /Seattle-1[^]*Spokane-1/],
  [/^npx nearhop node disable/, /Spokane-1/],
  [/^npx nearhop node enable/, /Spokane-1/],
  [/^npx nearhop import .*--dry-run/, /3 rows/],
  [/^npm run prove/, /"ok":true/],
  [/^npx nearhop route .*--output json/, /"node": ?"Tacoma-1"/],
];

describe('README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nearhop-readme-'));
  let demo: Demo;
  beforeAll(async () => {
    demo = await Demo.start(folder);
  });
  afterAll(async () => {
    await demo.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('has three sections of at most five commands', () => {
    expect(sections.map(({ name }) => name)).toEqual(['devices', 'nodes', 'load']);
    for (const { commands } of sections) expect(commands.length).toBeLessThanOrEqual(MOST_COMMANDS);
  });

  for (const { name, commands } of sections) {
    test(`section for ${name}: every command does what it says`, async () => {
      for (const command of commands) {
        const { code, output } = await runInShell(command, demo);
        const expected = EXPECTED.find(([pattern]) => pattern.test(command))?.[1];
        expect(expected, `no expectation for: ${command}`).toBeDefined();
        expect(output, command).toMatch(expected ?? /^$/);
        expect(code, output).toBe(0);
      }
    }, 120_000);
  }
});

/** Runs a line of the README in a shell, with the demo's own ports in the place of the usual ones. */
async function runInShell(command: string, demo: Demo): Promise<{ code: number; output: string }> {
  const env = { ...process.env, NO_COLOR: '1', NEARHOP_ROUTER_URL: demo.router, NEARHOP_CONTROL_URL: demo.control };
  const local = command
    .replaceAll('http://127.0.0.1:8080', demo.router)
    .replaceAll('http://127.0.0.11:8090', demo.node)
    .replaceAll('127.0.0.1:8070', new URL(demo.origin).host);
  const child = Bun.spawn(['sh', '-c', `${local} 2>&1`], {
    cwd: ROOT,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
  });
  const [code, output] = await Promise.all([child.exited, new Response(child.stdout).text()]);
  return { code, output };
}
