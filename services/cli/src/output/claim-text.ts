import type { ClaimState, ClaimWritten, Review, Space } from '@nearhop/contracts';
import type { Colors } from 'picocolors/types';
import type { Terminal } from '../terminal.ts';
import { count } from './count.ts';

/** The word says it; colour only repeats it. */
export function claimStateText(state: ClaimState | 'refused', { green, yellow, red, dim }: Colors): string {
  if (state === 'valid') return green(state);
  if (state === 'released') return dim(state);
  return state === 'in-review' ? yellow(state) : red(state);
}

/** `1,048,576 addresses`, or IPv6 networks of length 56. */
export function spaceText({ ipv4Addresses, ipv6Subnets }: Space): string {
  const texts = [];
  if (ipv4Addresses !== '0') texts.push(count(BigInt(ipv4Addresses), 'IPv4 address', 'IPv4 addresses'));
  if (ipv6Subnets !== '0') texts.push(count(BigInt(ipv6Subnets), 'IPv6 /56 network'));
  return texts.join(' and ') || 'nothing';
}

/** What was done with a claim, on one line. */
export function claimLine(
  terminal: Terminal,
  verb: { readonly done: string; readonly would: string },
  { claim, dryRun, position }: ClaimWritten,
): string {
  const { bold, dim } = terminal.color;
  const where = dim(dryRun ? '(nothing was written)' : `(revision ${position.revision})`);
  const done = dryRun ? verb.would : verb.done;
  if (claim === undefined) return `${done} ${where}`;
  const text = claim.text === undefined ? '' : `: ${claim.text}`;
  const state = `${claimStateText(claim.state, terminal.color)}${text}`;
  return `${done} ${bold(claim.prefix)} of ${claim.customer}/${claim.nodeName}: ${state} ${where}`;
}

/** A review's fields in the order in which a reviewer looks for them. */
export function reviewFields(review: Review, colors: Colors): (readonly [string, string])[] {
  const { evidence, thread = [] } = review;
  const held = spaceText(evidence.unreviewed.held);
  return [
    ['claim', colors.bold(review.prefix)],
    ['state', `${claimStateText(review.state, colors)}${review.text === undefined ? '' : `: ${review.text}`}`],
    ['customer', `${review.customerName} (${review.customer})`],
    ['contact', review.contact ?? 'none'],
    ['node', review.nodeName],
    [
      'claimed by',
      [review.claimedBy ?? 'not recorded', review.since && `at ${review.since}`].filter(Boolean).join(' '),
    ],
    ['size', spaceText(evidence.size)],
    ['held unreviewed', `${held} of ${spaceText(evidence.unreviewed.allowance)}`],
    ['special use', evidence.specialUse.join('\n') || 'none'],
    ['overlaps', overlapsText(evidence)],
    ['announced by', originText(review)],
    ['thread', thread.map(({ at, by, role, text }) => `${at} ${by} (${role}): ${text}`).join('\n') || 'nothing yet'],
    ['id', review.id],
  ];
}

function overlapsText({ overlaps, overlapsCut }: Review['evidence']): string {
  if (overlaps.length === 0) return 'none';
  const lines = overlaps.map(
    ({ prefix, customer, nodeName, state, lies }) => `${prefix} of ${customer}/${nodeName}, ${state}, ${WHERE[lies]}`,
  );
  return [...lines, ...(overlapsCut ? ['and more'] : [])].join('\n');
}

const WHERE = { around: 'around it', equal: 'the same prefix', inside: 'inside it' } as const;

function originText({ asns, evidence: { originAs, originMatches } }: Review): string {
  if (originAs === undefined) return 'unknown: set NEARHOP_CONTROL_ASN_FILE for control';
  const theirs =
    asns.length === 0 ? 'the customer has no ASN' : `the customer's: ${asns.map((asn) => `AS${asn}`).join(' ')}`;
  const announced = originAs.map(({ prefix, asn, ofCustomer }) => `${prefix} AS${asn}${ofCustomer ? ', theirs' : ''}`);
  return [`${VERDICT[originMatches]} (${theirs})`, ...announced].join('\n');
}

const VERDICT = {
  yes: 'all of it by their ASNs',
  partly: 'a part of it by their ASNs',
  no: 'none of it by their ASNs',
  unknown: 'unknown',
} as const;
