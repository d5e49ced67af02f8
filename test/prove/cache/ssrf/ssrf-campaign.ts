import { originSchema, type Origin } from '@nearhop/contracts';
import { Canary } from '../../../harness/canary.ts';
import { askAsDevice } from '../../../harness/device.ts';
import { startLoneCacheNode } from '../../../harness/lone-cache-node.ts';
import { NameServer } from '../../../harness/name-server.ts';
import { ScriptedOrigin } from '../../../harness/scripted-origin.ts';
import type { Finding } from '../../check.ts';
import { attemptsWith, make, type Attempt } from './attempts.ts';
import { evilNames, PUBLIC } from './evil-names.ts';
import { NIP, specialAddresses, specialSpellings, type Reach } from './special-spellings.ts';

/** The node keeps what it was told of a name for at least this long. */
const NAMES_KEPT_MS = 31_000;
const REDIRECTS = [301, 302, 303, 307, 308];
const WILD = ['0', '1', '2', '254', '255'];
const FEWEST_SEEN = 20;
const BAD_GATEWAY = 502;

export interface CampaignOptions {
  readonly reach: Reach;
  readonly flips: number;
}

/**
 * Attempts to make a node in production mode connect to where no origin may be. Its allow-list has the names, and the name server
 * answers them all, so that only what the node makes of names and addresses stands in the way. Then the same is tried on a node in lab
 * mode, which allows it: the canary must see that.
 */
export async function ssrfCampaign({ reach, flips }: CampaignOptions): Promise<Finding> {
  await using canary = await Canary.start();
  await using names = await NameServer.start(
    evilNames(specialAddresses(reach).four, reach === 'loopback' ? 'at-once' : 'over-time'),
  );
  const spellings = specialSpellings(reach, canary.port);
  const turning = Array.from({ length: flips }, (_, index) => `flip-${index}.${NIP}`);
  const attempts = [
    ...attemptsWith(spellings),
    ...turning.map((spelling): Attempt => ({ spelling, place: 'as-written' })),
  ];
  const origins = allowList(spellings, canary.port);
  const env = { NEARHOP_CACHE_NODE_RESOLVERS: names.address };
  await using node = await startLoneCacheNode({
    origins,
    driveSize: '10g',
    env: { ...env, NEARHOP_LAB: 'false', NEARHOP_CACHE_NODE_SMALL_DRIVES: 'true' },
  });
  const statuses = await make(node.port, attempts);
  const refusedAgain = reach === 'every-address' ? await refusedLater(node.port, attempts.slice(-flips)) : 0;
  const leaks = canary.reached.filter((address) => address !== PUBLIC);
  const publicly = canary.reached.length - leaks.length;
  await using lab = await startLoneCacheNode({ origins, driveSize: '256mib', env });
  const redirected = await followedRedirects(canary, spellings);
  const before = canary.reached.length;
  await make(lab.port, attemptsWith(spellings.filter((spelling) => spelling.endsWith(NIP))));
  const seen = canary.reached.slice(before).filter((address) => address !== PUBLIC).length;
  const wrong = [
    ...[...new Set(leaks)].map((address) => `the node connected to ${address}`),
    ...redirected.wrong,
    ...(seen < FEWEST_SEEN ? [`with the vetting off the canary saw ${seen} connections: it is blind`] : []),
    ...(reach === 'every-address' && publicly < flips / 2
      ? [`${publicly} public addresses were reached: too few flips`]
      : []),
    ...(reach === 'every-address' && refusedAgain < flips
      ? [`after they flipped, ${refusedAgain} names were refused`]
      : []),
  ];
  const tally = [...statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  return {
    figure:
      `${leaks.length} connections to the canary of ${attempts.length} attempts with ${spellings.length} spellings and ${flips} ` +
      `flipping names (${tally.join(', ')}), ${redirected.tried} redirects not followed; ` +
      `${publicly} to a public address, by names of which ${refusedAgain} were refused when they had flipped; with the vetting off ${seen}`,
    tried: attempts.length + redirected.tried,
    ok: wrong.length === 0,
    wrong,
  };
}

/** How many are refused when the node must ask the name server again. */
async function refusedLater(port: number, attempts: readonly Attempt[]): Promise<number> {
  await Bun.sleep(NAMES_KEPT_MS);
  const statuses = await make(port, attempts);
  return statuses.get(BAD_GATEWAY) ?? 0;
}

/** Whatever of the spellings an allow-list can have, and all under the endings of the others. */
function allowList(spellings: readonly string[], port: number): readonly Origin[] {
  const hosts = [
    ...spellings.map((spelling) => spelling.toLowerCase()),
    ...WILD.map((label) => `*.${label}`),
    `*.${NIP}`,
  ];
  return [...new Set(hosts)]
    .filter((host) => !/^[0-9.]+$/.test(host))
    .map((host) => ({ host, scheme: 'http', port }) as const)
    .filter((origin) => originSchema.safeParse(origin).success);
}

/** Redirects of an origin that may be asked, in lab mode: what keeps the node from following is not the vetting. */
async function followedRedirects(
  canary: Canary,
  spellings: readonly string[],
): Promise<{ readonly tried: number; readonly wrong: readonly string[] }> {
  const before = canary.reached.length;
  const places = spellings
    .map((spelling) => `http://${encodeURI(spelling)}:${canary.port}/`)
    .filter((url) => /^[!-~]+$/.test(url));
  await using origin = await ScriptedOrigin.start((request, reply) => {
    const index = Number(request.target.slice(1));
    return reply.send(REDIRECTS[index % REDIRECTS.length] ?? 302, { Location: places[index] ?? '/' });
  });
  await using node = await startLoneCacheNode({
    origins: [{ host: '127.0.0.1', scheme: 'http', port: origin.port }],
    driveSize: '256mib',
  });
  const wrong: string[] = [];
  for (const [index, place] of places.entries()) {
    const target = `/${index}?cacheHostOrigin=127.0.0.1:${origin.port}`;
    const { status, headers } = await askAsDevice({ port: node.port, target });
    if (status !== REDIRECTS[index % REDIRECTS.length] || headers.get('location') !== place) {
      wrong.push(`the redirect to ${place} came as ${status} ${headers.get('location')}`);
    }
  }
  const followed = canary.reached.slice(before);
  return {
    tried: places.length,
    wrong: [...wrong, ...followed.map((address) => `a redirect to ${address} was followed`)],
  };
}
