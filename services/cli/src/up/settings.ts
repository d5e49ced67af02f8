import { CommandFailure } from '../command-failure.ts';
import type { Environment, Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import type { WantedPort } from './free-ports.ts';

/**
 * What `up` runs its services with unless the environment says otherwise: on this machine alone, which may also
 * play any other client, and quiet enough for a person to read along.
 */
const USUAL = {
  NEARHOP_LAB: 'true',
  NEARHOP_LOG_LEVEL: 'error',
  NEARHOP_ROUTER_LISTEN: '127.0.0.1:8080',
  NEARHOP_ROUTER_TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
} as const;

/** Documentation space, where the servers of the demo's nodes lie: owned here, whatever else the deployment owns. */
const DEMO_NETWORKS = ['203.0.113.0/24', '2001:db8::/32'];

const LISTENERS = [
  'NEARHOP_ROUTER_LISTEN',
  'NEARHOP_ROUTER_OPS_LISTEN',
  'NEARHOP_CONTROL_LISTEN',
  'NEARHOP_CONTROL_OPS_LISTEN',
] as const;

export interface UpSettings {
  readonly dataDirectory: string;
  readonly ports: readonly WantedPort[];
  /** The environment of the services but for what is only known once something runs. */
  readonly environment: Environment;
}

export async function upSettings(terminal: Terminal): Promise<UpSettings> {
  for (const name of ['NEARHOP_STORE', 'NEARHOP_STORE_FILE']) {
    if (!terminal.environment[name]) continue;
    throw new CommandFailure('configuration', `Cannot run the demo on the store of ${name}: nearhop up keeps its own`, [
      `unset ${name}; to run services on that store: nearhop run control, nearhop run router`,
    ]);
  }
  const given = Object.fromEntries(Object.entries(terminal.environment).filter(([, value]) => value !== ''));
  const networks = [...DEMO_NETWORKS, given['NEARHOP_PRIVATE_NETWORKS']].filter(Boolean).join(',');
  const environment = { ...USUAL, ...given, NEARHOP_PRIVATE_NETWORKS: networks };
  const values = await variables({ environment }, ['NEARHOP_DATA_DIR', ...LISTENERS]);
  const ports = LISTENERS.map((variable) => ({ variable, listen: values[variable] }));
  return { dataDirectory: values.NEARHOP_DATA_DIR, ports, environment };
}
