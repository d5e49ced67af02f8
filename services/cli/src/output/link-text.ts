import type { NodeKeys, NodeLinkStatus } from '@nearhop/contracts';
import type { Colors } from 'picocolors/types';
import { count } from './count.ts';

/** What control knows of its link to a node: what waits for a proof, and the last heartbeat. */
export function linkFields(link: NodeLinkStatus | undefined, colors: Colors): (readonly [string, string])[] {
  if (link === undefined) return [];
  const unproven = link.servers.filter(({ proven }) => !proven);
  return [
    ...unproven.map(({ address, port, fault }) => {
      const why = fault === undefined ? 'was not asked yet' : fault;
      return ['not proven', `${address} port ${port}: ${why}`] as const;
    }),
    ['heartbeat', heartbeatText(link, colors)],
  ];
}

function heartbeatText({ heartbeat }: NodeLinkStatus, { red }: Colors): string {
  if (heartbeat === undefined) return 'none since control started';
  const { ageSeconds, version, liveInstances } = heartbeat;
  const text = `${ageSeconds} s ago, version ${version}`;
  return liveInstances > 1 ? `${text}, ${red(`${count(liveInstances, 'instance')} live at once`)}` : text;
}

/** A node's keys, a field a line. */
export function keyFields(keys: NodeKeys, { red }: Colors): (readonly [string, string])[] {
  const { registrationKey: key } = keys;
  const words = { unused: `unused, good until ${key?.expiresAt}`, used: `used ${key?.usedAt}`, expired: 'expired' };
  return [
    ['node', keys.node],
    ['registration key', key === undefined ? 'none' : words[key.state]],
    ...(key?.misusedAt === undefined
      ? []
      : [['alarm', red(`another installation tried the used key, ${key.misusedAt}`)] as const]),
    ...keys.enrolments.flatMap(({ publicKey, enrolledAt, credentials }) => [
      ['installation', `${publicKey}, since ${enrolledAt}`] as const,
      ...credentials.map(({ issuedAt, validUntil, renewalAsked }) => {
        const end = validUntil === undefined ? '' : `, taken until ${validUntil}`;
        return ['credential', `issued ${issuedAt}${end}${renewalAsked ? ', to be renewed' : ''}`] as const;
      }),
    ]),
  ];
}
