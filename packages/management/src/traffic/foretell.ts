import type { TrafficMoves } from '@nearhop/contracts';
import { quotedValue } from '@nearhop/ip';
import type { RecordWrite } from '@nearhop/registry';
import type { ManagementContext, WriteRequest } from '../management-context.ts';
import { ManagementError } from '../management-error.ts';
import type { ClientTraffic } from './client-traffic.ts';
import { predictMoves } from './predict-moves.ts';

/** What a dry run of these writes tells of the traffic, by what the request brings or by the routers' reports. */
export async function foretell(
  context: ManagementContext,
  writes: readonly RecordWrite[],
  request: Pick<WriteRequest, 'dryRun' | 'traffic'>,
): Promise<{ readonly traffic?: TrafficMoves }> {
  if (request.dryRun !== true) return {};
  const traffic = await trafficOf(context, request.traffic);
  return traffic === undefined ? {} : { traffic: await predictMoves(context, writes, traffic) };
}

async function trafficOf(
  context: ManagementContext,
  wanted: WriteRequest['traffic'],
): Promise<ClientTraffic | undefined> {
  if (wanted === undefined) return context.traffic?.();
  if (typeof wanted === 'function') return wanted();
  const traffic = context.traffic?.(wanted.named);
  if (traffic !== undefined) return traffic;
  throw new ManagementError(
    'invalid',
    `Cannot foretell by traffic ${quotedValue(wanted.named)}: it is kept for ten minutes: send it to /v1/traffic first`,
  );
}
