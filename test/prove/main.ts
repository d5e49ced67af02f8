import { parseArgs } from 'node:util';
import { runCheck, type Check } from './check.ts';
import { SUBJECTS } from './subjects.ts';

const USAGE = `usage: npm run prove -- <subject> [--short] [--only <part of a check's name>] [--seed <number>]
subjects: ${Object.keys(SUBJECTS).join(', ')}`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean' }, only: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const subject = SUBJECTS[positionals[0] ?? ''];
const seed = Number(values.seed);
if (subject === undefined || positionals.length > 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
process.exit((await prove(await subject())) ? 0 : 1);

async function prove(checks: readonly Check[]): Promise<boolean> {
  const form = values.short === true ? 'short' : 'full';
  const chosen = checks.filter(
    (check) => check.name.includes(values.only ?? '') && (form === 'full' || check.atLeast.short !== undefined),
  );
  if (chosen.length === 0) {
    process.stderr.write(`no check of "${positionals[0]}" has "${values.only}" in its name:\n`);
    for (const check of checks) process.stderr.write(`  ${check.name}\n`);
    return false;
  }
  let ok = true;
  for (const check of chosen) {
    const progress = (text: string) => void process.stderr.write(`${check.name}: ${text}\n`);
    progress('begins');
    const line = await runCheck(check, { form, seed, progress });
    process.stdout.write(`${JSON.stringify(line)}\n`);
    ok &&= line.ok;
  }
  return ok;
}
