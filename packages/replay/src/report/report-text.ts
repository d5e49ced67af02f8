import type { WrongAnswer } from '../judge/verdict.ts';
import type { ReplayReport } from './replay-report.ts';

const MOST_NODES_SHOWN = 10;

/** A report for people. `misses` stand at its end. */
export function reportText(report: ReplayReport, misses: readonly string[]): string {
  const { requests, rate, latencyMs, answers } = report;
  const perSecond = `${thousands(rate.answersPerSecond)}/s over ${rate.seconds.toFixed(1)} s, ${thousands(rate.askedPerSecond)}/s asked for`;
  return [
    row(
      'target',
      `${report.target}, seed ${report.seed}, ${report.workers} ${report.workers === 1 ? 'worker' : 'workers'}`,
    ),
    row(
      'requests',
      `${thousands(requests.due)}: ${thousands(requests.answered)} answered, ${thousands(requests.failed)} failed`,
    ),
    row('answers', perSecond),
    row('latency', latencyMs === null ? 'none' : latencyText(latencyMs)),
    row('verdict', verdictText(report)),
    row('reasons', shares(answers.byReason, requests.answered, Infinity)),
    row('nodes', shares(answers.byNode, requests.answered, MOST_NODES_SHOWN)),
    ...(report.generator.wasBound ? [row('generator', 'was the bound: the figures say little about the target')] : []),
    ...failureLines(report),
    ...report.wrongAnswers.map(wrongLine),
    ...(misses.length === 0 ? ['right'] : misses.map((miss) => `missed: ${miss}`)),
  ].join('\n');
}

function row(name: string, text: string): string {
  return `${name.padEnd(11)}${text}`;
}

function latencyText({ p50, p99, p999, max }: NonNullable<ReplayReport['latencyMs']>): string {
  const shown = (value: number) => value.toFixed(value < 10 ? 2 : 1);
  return `p50 ${shown(p50)} ms, p99 ${shown(p99)} ms, p99.9 ${shown(p999)} ms, max ${shown(max)} ms`;
}

function verdictText({ answers, judged }: ReplayReport): string {
  if (!judged) return 'not judged: no registry to hold the answers against';
  const unjudged = Object.entries(answers.unjudged).filter(([, count]) => count > 0);
  const parts = [
    `${thousands(answers.right)} right`,
    `${thousands(answers.wrong)} wrong`,
    `${thousands(answers.stale)} stale`,
    ...unjudged.map(([why, count]) => `${thousands(count)} unjudged (${why})`),
  ];
  return parts.join(', ');
}

function shares(counts: Readonly<Record<string, number>>, of: number, most: number): string {
  const entries = Object.entries(counts).sort((x, y) => y[1] - x[1]);
  if (entries.length === 0) return 'none';
  const shown = entries.slice(0, most).map(([name, count]) => `${name} ${((100 * count) / of).toFixed(1)} %`);
  const rest = entries.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function failureLines({ failures, failureDetails }: ReplayReport): string[] {
  return Object.entries(failures)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) =>
      row('failed', `${kind} ${thousands(count)}: ${failureDetails[kind as keyof typeof failures]}`),
    );
}

function wrongLine({ number, atMs, differs, client, said, expected }: WrongAnswer): string {
  const { decision, reason, caches, revision, health } = said;
  const at = `request ${number} at ${atMs.toFixed(0)} ms, revision ${revision}, health ${health}`;
  return `wrong      ${client} (${at}): ${differs}: said ${JSON.stringify({ client: said.client, decision, reason, caches })}: must be ${JSON.stringify(expected)}`;
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
