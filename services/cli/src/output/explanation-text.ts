import type { StateCause, TracedNode, TraceStep } from '@nearhop/decision';
import type { Colors } from 'picocolors/types';
import type { Account, Explanation } from '../backend/explanation.ts';
import { answerLine } from '../route/answer-line.ts';
import { count } from './count.ts';
import { stateText } from './node-text.ts';

/** An explanation for people: once when all agree, otherwise each account by itself. */
export function explanationText(explanation: Explanation, colors: Colors): string {
  const { accounts, agree, silent, address } = explanation;
  const [first] = accounts;
  const lines: string[] = [];
  if (first === undefined) lines.push(`Nobody could be asked about ${address}`);
  else if (agree) lines.push(...accountLines(first, address, colors), '', colors.dim(agreement(accounts)));
  else {
    lines.push(colors.red(`The routers differ in: ${explanation.differences.join(', ')}`));
    for (const account of accounts)
      lines.push('', colors.bold(account.source), ...accountLines(account, address, colors));
  }
  for (const { source, detail } of silent) lines.push(colors.yellow(`Not asked: ${source}: ${detail}`));
  return lines.join('\n');
}

function agreement(accounts: readonly Account[]): string {
  const [first] = accounts;
  const who = accounts.length > 1 ? `All ${count(accounts.length, 'router')} agree` : `Asked: ${first?.source}`;
  return `${who} (revision ${first?.revision}, health ${first?.health})`;
}

function accountLines({ decision, trace, revision, health }: Account, address: string, colors: Colors): string[] {
  const { kind, reason, caches } = decision;
  const answer = { client: address, decision: kind, reason, caches: [...caches], ttlSeconds: 1, revision, health };
  return [
    answerLine(answer, colors),
    '',
    ...trace.flatMap((step) => stepLines(step, colors)),
    ...hint(decision.reason),
  ];
}

function stepLines(step: TraceStep, colors: Colors): string[] {
  if (step.kind === 'client') {
    if (step.address === null) return ['client: no readable address'];
    const standing = step.allowed ? 'may be given a node' : 'lies in special-use space, which gets the CDN here';
    return [`client ${step.address}: ${standing}`];
  }
  if (step.kind === 'pending') {
    const states = `${step.inReview} in review, ${step.attentionRequired} need attention`;
    return [`claims that are not valid at ${step.prefix}: ${states}`];
  }
  if (step.kind === 'block') {
    const rank = step.rank === 'backup' ? 'enclosing block' : 'longest block';
    return [
      `${rank} ${colors.bold(step.prefix)} of ${step.customer}: ${count(step.nodes.length, 'node')}`,
      ...step.nodes.map((node) => `  ${nodeLine(node, colors)}`),
    ];
  }
  return [];
}

function nodeLine(
  { node, state, cause, admin, override, admittedSharePercent, weight }: TracedNode,
  colors: Colors,
): string {
  const word = override ?? admin;
  const said = [word.state, word.why && `"${word.why}"`, word.by && `by ${word.by}`].filter(Boolean).join(' ');
  const why: Record<StateCause, string> = {
    record: 'by its record',
    operator: `by the operator: ${said}`,
    override: `by the router's overrides file: ${said}`,
    verdict: "by the monitors' verdict",
    'admitted-share': `admitted share ${admittedSharePercent} %`,
    'no-vector': 'no monitor has published a verdict yet, so every node may serve',
  };
  const rank = weight === null ? '' : `, weight ${Math.round(weight).toLocaleString('en-US')}`;
  return `${colors.bold(node)}: ${stateText(state, colors)} (${why[cause]}${rank})`;
}

/** What to do about an answer that surprises. */
const HINTS: Partial<Record<Account['decision']['reason'], string>> = {
  'no-match': 'no block holds this address: add one with nearhop node edit <node> --add-blocks <list>',
  'no-table': 'the router has read no table yet: is its store there?',
  'node-disabled': 'every node of the block is disabled: nearhop node enable <node>',
  'special-address': 'let the deployment own this space by NEARHOP_PRIVATE_NETWORKS, where it does',
};

function hint(reason: Account['decision']['reason']): string[] {
  const text = HINTS[reason];
  return text === undefined ? [] : [text];
}
