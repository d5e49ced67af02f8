// `npm run check`: types, lint, format, dead code, house rules. Prints a line per step and `N passed, N failed` last.
import { ROOT } from './source-files.ts';

const STEPS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['types', ['tsc', '--project', 'tsconfig.json']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings']],
  ['format', ['prettier', '--check', '--log-level=warn', '.']],
  ['dead code', ['knip']],
  ['house rules', ['bun', 'test', 'test/house']],
];

let failures = 0;
for (const [name, command] of STEPS) {
  const startedAt = performance.now();
  const step = Bun.spawnSync(['node_modules/.bin/' + command[0], ...command.slice(1)], {
    cwd: ROOT,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${step.exitCode === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (step.exitCode === 0) continue;
  failures++;
  process.stdout.write(`${step.stdout.toString()}${step.stderr.toString()}\n`);
}
process.stdout.write(`${STEPS.length - failures} passed, ${failures} failed\n`);
process.exit(failures === 0 ? 0 : 1);
