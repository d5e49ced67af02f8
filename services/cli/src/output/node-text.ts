import {
  provenServers,
  type ClaimCounts,
  type EffectiveState,
  type NodeResource,
  type Servers,
} from '@nearhop/contracts';
import type { Colors } from 'picocolors/types';
import { count } from './count.ts';

/** Blocks that are shown before the rest is only counted. */
const MOST_CLAIMS = 50;

export function serversText({ ipv4, ipv6 }: Servers): string {
  const texts = [];
  if (ipv4 !== undefined) texts.push(`${ipv4.address}:${ipv4.port}`);
  if (ipv6 !== undefined) texts.push(`[${ipv6.address}]:${ipv6.port}`);
  return texts.join(', ') || 'none';
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** The word says it; colour only repeats it. */
export function stateText(state: EffectiveState, { green, yellow, red }: Colors): string {
  if (state === 'serving') return green(state);
  return state === 'down' ? red(state) : yellow(state);
}

/** A node's fields in the order in which people look for them. */
export function nodeFields(node: NodeResource, colors: Colors): (readonly [string, string])[] {
  const { admin } = node;
  return [
    ['name', colors.bold(node.name)],
    ['customer', node.customer],
    ['state', stateText(node.state, colors)],
    ['enabled', node.enabled ? 'yes' : 'no'],
    ['activated', activationText(node)],
    ['operator', [admin.state, admin.why && `(${admin.why})`, admin.by && `by ${admin.by}`].filter(Boolean).join(' ')],
    ['servers', serversText(node.servers)],
    ['blocks', claimsText(node.claims)],
    ...(node.supportContact === undefined ? [] : [['questions', node.supportContact] as const]),
    ['ip space', count(BigInt(node.ipSpace), 'address', 'addresses')],
    ['max egress', node.maxEgressMbps === undefined ? 'not set' : `${node.maxEgressMbps} Mbit/s`],
    ['labels', labelsText(node.labels) || 'none'],
    ['id', `${node.id} (number ${node.number})`],
    ['created', node.createdAt],
    ['revision', String(node.revision)],
  ];
}

/** Whether devices may be sent to it, and at which of its addresses. */
function activationText({ activated, activation, servers }: NodeResource): string {
  if (activation === undefined) return activated ? 'yes, by an administrator' : 'no';
  const proven = provenServers({ servers, activated, activation });
  return Object.keys(proven).length === 0 ? 'no: no address is proven' : `yes, proven at ${serversText(proven)}`;
}

/** `2 blocks added, 1 needs attention`, or nothing when no claim changed. */
export function claimCountsText(counts: ClaimCounts): string {
  const parts = [];
  if (counts.valid > 0) parts.push(`${count(counts.valid, 'block')} added`);
  if (counts.inReview > 0) parts.push(`${counts.inReview} in review`);
  if (counts.attentionRequired > 0) parts.push(`${counts.attentionRequired} that need attention`);
  if (counts.removed > 0) parts.push(`${parts.length === 0 ? count(counts.removed, 'block') : counts.removed} removed`);
  return parts.join(', ');
}

function claimsText(claims: NodeResource['claims']): string {
  if (claims.length === 0) return 'none';
  const shown = claims.slice(0, MOST_CLAIMS).map(({ prefix, state, shared, text }) => {
    const remarks = [state === 'valid' ? '' : state, shared ? 'shared' : '', text ?? ''].filter(
      (remark) => remark !== '',
    );
    return remarks.length === 0 ? prefix : `${prefix} (${remarks.join(': ')})`;
  });
  const more = claims.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${count(more, 'block')} more: -o json shows all`] : [])].join('\n');
}
