import type { CheckRun, Finding } from '../check.ts';
import { runCampaign, type CampaignResult, type Deployment, type Disturbance } from './failover-campaign.ts';

export interface SideBySideOptions<D extends Deployment> {
  readonly make: () => D;
  readonly disturbances: readonly Disturbance<D>[];
  readonly count: number;
  /** How many replicas must have a commit; unset for the driver's own choice. */
  readonly acks?: number;
  /** Fewest commits that must have been acknowledged, for each disturbance. */
  readonly leastAcknowledged: number;
}

/** One deployment leaves the machine idle most of the time, waiting for timeouts. */
const DEPLOYMENTS = { full: 4, short: 1 };

/** Disturbs several deployments at once, each on its own, and puts together what that gave. */
export async function disturbSideBySide<D extends Deployment>(
  { form, seed, progress }: CheckRun,
  options: SideBySideOptions<D>,
): Promise<Finding & { readonly lost: number }> {
  const deployments = DEPLOYMENTS[form];
  const { make, count, leastAcknowledged, ...rest } = options;
  const results = await Promise.all(
    Array.from({ length: deployments }, (_, index) =>
      runCampaign({
        ...rest,
        deployment: make(),
        count: Math.ceil(count / deployments),
        seed: seed + index,
        progress: (text) => progress(`${index + 1}: ${text}`),
      }),
    ),
  );
  const sum = (of: (result: CampaignResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const lost = sum((result) => result.lost);
  const wrong = results.flatMap(({ violations }) => violations);
  const tried = sum(({ effective }) => effective);
  const acknowledged = sum(({ counts }) => counts.acknowledged);
  if (acknowledged < tried * leastAcknowledged) wrong.push(`only ${acknowledged} commits were acknowledged`);
  for (const { reasons } of results) {
    for (const [reason, times] of reasons) progress(`${times} times: ${reason}`);
  }
  const words = [
    `${lost} lost, ${wrong.length} wrong`,
    `${acknowledged} acknowledged, ${sum(({ counts }) => counts.unknown)} attempts unknown (${sum(({ counts }) => counts.resolved)} commits settled by retry), ${sum(({ counts }) => counts.unavailable)} refused`,
    `${sum(({ failovers }) => failovers)} changes of master, ${sum(({ counts }) => counts.sightings)} places of followers`,
  ];
  return { figure: words.join('; '), tried, ok: wrong.length === 0, wrong, lost };
}
