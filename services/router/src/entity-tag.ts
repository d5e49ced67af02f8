import { createHash } from 'node:crypto';
import type { RouteDecision } from '@nearhop/decision';

const TAG_BYTES = 12;

/** The weak entity tag of an answer: decision, reason and caches only, so that an unrelated commit still yields 304. */
export function entityTag(decision: RouteDecision): string {
  const { kind, reason, caches } = decision;
  const content = JSON.stringify([kind, reason, caches.map((c) => [c.node, c.address, c.port, c.backup])]);
  return `W/"${createHash('sha256').update(content).digest().subarray(0, TAG_BYTES).toString('base64url')}"`;
}

const LIST_MEMBER = /[ \t]*(?:(?:W\/)?(?<opaque>"[!#-~\x80-\xff]*")[ \t]*)?(?:,|$)/y;

/** Whether `If-None-Match` names the tag: `*`, or a list of which one is equal by weak comparison (RFC 9110 sections 8.8.3.2, 13.1.2). */
export function matchesEntityTag(ifNoneMatch: string, weakTag: string): boolean {
  if (ifNoneMatch === weakTag || ifNoneMatch === '*') return true;
  const wanted = weakTag.slice('W/'.length);
  LIST_MEMBER.lastIndex = 0;
  while (LIST_MEMBER.lastIndex < ifNoneMatch.length) {
    const member = LIST_MEMBER.exec(ifNoneMatch);
    if (member === null) return false;
    if (member.groups?.['opaque'] === wanted) return true;
  }
  return false;
}
