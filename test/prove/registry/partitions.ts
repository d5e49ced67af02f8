import { randomInteger } from '../../harness/random.ts';
import { CLIENT_HOSTS, SENTINELS, SERVERS, type SentinelDeployment } from './sentinel-deployment.ts';

/** Who is who when a partition begins. */
interface Cast {
  readonly master: string;
  readonly replicas: readonly string[];
  readonly someReplica: string;
  readonly someClients: string;
  readonly someSentinels: readonly string[];
  readonly everyone: readonly string[];
}

/** Ways in which a network falls apart: which hosts no longer hear which. */
export interface Partition {
  readonly name: string;
  cut(network: SentinelDeployment['network'], cast: Cast): void;
}

export const PARTITIONS: readonly Partition[] = [
  isolated('the master and half of the clients', ({ master, someClients }) => [master, someClients]),
  isolated('the master', ({ master }) => [master]),
  isolated('a replica', ({ someReplica }) => [someReplica]),
  isolated('a replica and half of the clients', ({ someReplica, someClients }) => [someReplica, someClients]),
  isolated('half of the clients', ({ someClients }) => [someClients]),
  isolated('some Sentinels', ({ someSentinels }) => someSentinels),
  isolated('all Sentinels', () => SENTINELS),
  isolated('the master, a replica and half of the clients', (cast) => [
    cast.master,
    cast.someReplica,
    cast.someClients,
  ]),
  {
    name: 'the master hears nobody',
    cut: (network, { master, everyone }) => network.cutOneWay(without(everyone, [master]), [master]),
  },
  {
    name: 'nobody hears the master',
    cut: (network, { master, everyone }) => network.cutOneWay([master], without(everyone, [master])),
  },
  {
    name: 'the Sentinels do not hear the master',
    cut: (network, { master }) => network.cutOneWay([master], SENTINELS),
  },
  {
    name: 'the master and its replicas are cut from each other',
    cut: (network, { master, replicas }) => network.cut([master], replicas),
  },
  {
    name: 'the master does not hear its replicas',
    cut: (network, { master, replicas }) => network.cutOneWay(replicas, [master]),
  },
  {
    name: 'the clients and the Sentinels are cut from each other',
    cut: (network) => network.cut(CLIENT_HOSTS, SENTINELS),
  },
];

export function castAround(master: string, random: () => number): Cast {
  const replicas = without(SERVERS, [master]);
  const oneOf = (names: readonly string[]) => names[randomInteger(random, names.length)] ?? '';
  return {
    master,
    replicas,
    someReplica: oneOf(replicas),
    someClients: oneOf(CLIENT_HOSTS),
    someSentinels: SENTINELS.slice(0, 1 + randomInteger(random, 2)),
    everyone: [...SERVERS, ...SENTINELS, ...CLIENT_HOSTS],
  };
}

/** A group that hears nobody else, and nobody else it. */
function isolated(who: string, group: (cast: Cast) => readonly string[]): Partition {
  return {
    name: `${who} isolated`,
    cut: (network, cast) => network.cut(group(cast), without(cast.everyone, group(cast))),
  };
}

function without(names: readonly string[], gone: readonly string[]): string[] {
  return names.filter((name) => !gone.includes(name));
}
