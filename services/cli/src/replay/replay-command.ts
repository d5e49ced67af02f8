import { exitCodeOf, missesOf, replay, reportText, type ReplayOutcome, type ReplayReport } from '@nearhop/replay';
import { CommandFailure } from '../command-failure.ts';
import { print } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { replayPlan, thresholds, type ReplayFlags } from './replay-plan.ts';

const PROGRESS_EVERY_MS = 5_000;

export async function replayCommand(terminal: Terminal, url: string | undefined, flags: ReplayFlags): Promise<void> {
  const settings = await variables(terminal, [
    'NEARHOP_ROUTER_URL',
    'NEARHOP_STORE',
    'NEARHOP_PRIVATE_NETWORKS',
    'NEARHOP_LAB',
  ]);
  const hasStore = Boolean(terminal.environment['NEARHOP_STORE'] ?? terminal.environment['NEARHOP_STORE_FILE']);
  if (!hasStore && (flags.judge || flags.clients === undefined)) {
    throw new CommandFailure('usage', 'Cannot replay: clients from the table, and judging, need the store', [
      'set NEARHOP_STORE to the store that the router follows, or give --clients <file> and --no-judge',
    ]);
  }
  const policy = { privateNetworks: settings.NEARHOP_PRIVATE_NETWORKS, lab: settings.NEARHOP_LAB };
  const plan = replayPlan(url ?? settings.NEARHOP_ROUTER_URL, flags, flags.judge ? policy : undefined);
  const { openRegistry } = await import('@nearhop/registry');
  const truth = hasStore
    ? await openRegistry(settings.NEARHOP_STORE, { access: 'follow', lab: settings.NEARHOP_LAB })
    : undefined;
  try {
    const outcome = await replay(plan, {
      truth,
      signal: terminal.interrupted,
      onProgress: progressOn(terminal),
      onTruthAway: (error) => terminal.complain(`the store is away: ${(error as Error).message}: trying again`),
    });
    await show(terminal, outcome, flags);
  } finally {
    await truth?.close();
  }
}

async function show(terminal: Terminal, outcome: ReplayOutcome, flags: ReplayFlags): Promise<void> {
  const report = finished(outcome);
  const misses = missesOf(report, thresholds(flags));
  await print(terminal, flags.output, { ...report, misses }, () => reportText(report, misses));
  if (exitCodeOf(misses) !== 0) throw new CommandFailure('refused', 'The run is not what it must be', misses);
}

function finished(outcome: ReplayOutcome): ReplayReport {
  if (outcome.kind === 'done') return outcome.report;
  if (outcome.kind === 'unreachable') {
    const { kind, detail } = outcome.failure;
    throw new CommandFailure('unreachable', `Cannot replay: ${kind}: ${detail}`, [
      'Is the router running? Name it as an argument, or set NEARHOP_ROUTER_URL',
    ]);
  }
  const asker = outcome.answeredFor;
  const network = asker === null ? '<address of this machine>/32' : `${asker}/${asker.includes(':') ? 128 : 32}`;
  throw new CommandFailure(
    'not-trusted',
    `Cannot replay: the router answers for ${asker ?? 'an unreadable address'}, as it does not trust this machine as a proxy`,
    [`start the router with: NEARHOP_ROUTER_TRUSTED_PROXIES=${network}`],
  );
}

/** A line on stderr every few seconds, and at once when the first wrong answer has come. */
function progressOn(terminal: Terminal): (report: ReplayReport) => void {
  let lastMs = Date.now();
  let wasRight = true;
  return ({ requests, answers, rate }) => {
    const nowMs = Date.now();
    const turnedWrong = wasRight && answers.wrong > 0;
    if (!turnedWrong && nowMs - lastMs < PROGRESS_EVERY_MS) return;
    lastMs = nowMs;
    wasRight = answers.wrong === 0;
    terminal.complain(
      `${rate.seconds.toFixed(0)} s: ${requests.answered.toLocaleString('en-US')} answers, ${answers.wrong} wrong, ${answers.stale} stale, ${requests.failed} failed`,
    );
  };
}
