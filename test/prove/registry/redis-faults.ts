import { openRegistry } from '@nearhop/registry';
import { freePort } from '../../harness/free-port.ts';
import type { DelayingProxy } from '../../harness/delaying-proxy.ts';
import type { RedisServer } from '../../harness/redis-servers.ts';
import type { MovableClock } from './movable-clock.ts';
import { changeInPlace, replaceByOtherTypes } from './redis-garbage.ts';
import type { SavedData } from './saved-data.ts';

/** What a fault may lay its hands on. */
export interface Patient {
  readonly server: RedisServer;
  /** How it is reached by those who write. */
  readonly store: string;
  /** Between the router and the server. */
  readonly proxy: DelayingProxy;
  readonly clock: MovableClock;
  /** All that the server held before the fault. */
  readonly saved: SavedData;
}

/** What can happen to a Redis while routers follow it. */
export interface RedisFault {
  readonly name: string;
  /** The alarm that the router must raise; none where it goes on following. */
  readonly alarm?: RegExp;
  /** Part of the short form. */
  readonly isShort?: true;
  inflict(patient: Patient): Promise<void>;
  cure(patient: Patient): Promise<void>;
}

const LATE_MS = 2_000;
const DAY_SECONDS = 86_400;
const AWAY = /registry-unavailable/;
const AWAY_OR_REFUSED = /registry-unavailable|reload-refused/;

export const REDIS_FAULTS: readonly RedisFault[] = [
  {
    name: 'killed with -9',
    alarm: AWAY,
    isShort: true,
    inflict: ({ server }) => server.kill(),
    cure: ({ server }) => server.restart(),
  },
  {
    name: 'stopped (SIGSTOP)',
    alarm: AWAY,
    inflict: async ({ server }) => server.signal('SIGSTOP'),
    cure: async ({ server }) => server.signal('SIGCONT'),
  },
  {
    name: 'flushed',
    alarm: AWAY_OR_REFUSED,
    isShort: true,
    inflict: async ({ server }) => void (await server.admin.flushall()),
    cure: ({ saved }) => saved.putBack(),
  },
  {
    name: 'flushed and begun anew by a writer',
    alarm: /reload-refused-foreign/,
    async inflict({ server, store }) {
      await server.admin.flushall();
      await (await openRegistry(store, { access: 'write' })).close();
    },
    cure: ({ saved }) => saved.putBack(),
  },
  {
    name: 'with garbage in every key',
    alarm: AWAY_OR_REFUSED,
    isShort: true,
    inflict: ({ server }) => changeInPlace(server.admin),
    cure: ({ saved }) => saved.putBack(),
  },
  {
    name: 'with every key replaced by one of another type',
    alarm: AWAY_OR_REFUSED,
    inflict: ({ server }) => replaceByOtherTypes(server.admin),
    cure: ({ saved }) => saved.putBack(),
  },
  {
    name: 'slowed by 2 s',
    inflict: async ({ proxy }) => void (proxy.answersLateMs = LATE_MS),
    cure: async ({ proxy }) => void (proxy.answersLateMs = 0),
  },
  clockMoved('a day ahead', DAY_SECONDS),
  clockMoved('a day back', -DAY_SECONDS),
  {
    name: 'made a replica, so that it refuses writes',
    inflict: async ({ server }) => void (await server.admin.replicaof('127.0.0.1', freePort())),
    cure: async ({ server }) => void (await server.admin.replicaof('NO', 'ONE')),
  },
  {
    name: 'out of memory',
    inflict: async ({ server }) => void (await server.admin.config('SET', 'maxmemory', '1mb')),
    cure: async ({ server }) => void (await server.admin.config('SET', 'maxmemory', '0')),
  },
  {
    name: 'with another password',
    alarm: AWAY,
    async inflict({ server }) {
      await server.admin.config('SET', 'requirepass', 'changed');
      await server.admin.call('CLIENT', 'KILL', 'TYPE', 'normal'); // all but this connection
    },
    cure: async ({ server }) => void (await server.admin.config('SET', 'requirepass', '')),
  },
];

function clockMoved(where: string, seconds: number): RedisFault {
  return {
    name: `with its clock ${where}`,
    inflict: async ({ clock }) => clock.move(seconds),
    cure: async ({ clock }) => clock.move(0),
  };
}
