import { resolve } from 'node:path';
import { CommandFailure } from '../command-failure.ts';
import type { Environment, Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { DEMO_NODES } from './demo-records.ts';
import type { WantedPort } from './free-ports.ts';
import { nodeListeners, type NodeListeners } from './node-listeners.ts';

/**
 * What `up` runs its services with unless the environment says otherwise: on this machine alone, which may also
 * play any other client, and quiet enough for a person to read along. The nodes after the first take the addresses after its.
 */
const USUAL = {
  NEARHOP_LAB: 'true',
  NEARHOP_LOG_LEVEL: 'error',
  NEARHOP_ROUTER_LISTEN: '127.0.0.1:8080',
  NEARHOP_ROUTER_TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
  NEARHOP_CACHE_NODE_LISTEN: '127.0.0.11:8090',
  NEARHOP_CACHE_NODE_STATUS_LISTEN: '127.0.0.11:5000',
  NEARHOP_CACHE_NODE_OPS_LISTEN: '127.0.0.11:9083',
} as const;

/** Documentation space, for claims and servers to play with: owned here, whatever else the deployment owns. */
const DEMO_NETWORKS = ['203.0.113.0/24', '2001:db8::/32'];

const LISTENERS = [
  'NEARHOP_ROUTER_LISTEN',
  'NEARHOP_ROUTER_OPS_LISTEN',
  'NEARHOP_CONTROL_LISTEN',
  'NEARHOP_CONTROL_OPS_LISTEN',
] as const;

const NODE_LISTENERS = {
  http: 'NEARHOP_CACHE_NODE_LISTEN',
  status: 'NEARHOP_CACHE_NODE_STATUS_LISTEN',
  ops: 'NEARHOP_CACHE_NODE_OPS_LISTEN',
} as const;

export interface UpSettings {
  readonly dataDirectory: string;
  readonly ports: readonly WantedPort[];
  /** Those of the first node. */
  readonly nodeListeners: NodeListeners;
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
  const values = await variables({ environment }, ['NEARHOP_DATA_DIR', ...LISTENERS, ...Object.values(NODE_LISTENERS)]);
  const first = {
    // Never unset: see USUAL.
    http: values.NEARHOP_CACHE_NODE_LISTEN!,
    status: values.NEARHOP_CACHE_NODE_STATUS_LISTEN,
    ops: values.NEARHOP_CACHE_NODE_OPS_LISTEN,
  };
  requireDrivePath(values.NEARHOP_DATA_DIR);
  const ports = [...LISTENERS.map((variable) => ({ variable, listen: values[variable] })), ...nodePorts(first)];
  return { dataDirectory: values.NEARHOP_DATA_DIR, ports, nodeListeners: first, environment };
}

function nodePorts(first: NodeListeners): readonly WantedPort[] {
  return DEMO_NODES.flatMap((_, index) => {
    const { http, status, ops } = nodeListeners(first, index);
    return [
      { variable: NODE_LISTENERS.http, listen: http },
      { variable: NODE_LISTENERS.status, listen: status },
      { variable: NODE_LISTENERS.ops, listen: ops },
    ];
  });
}

/** The drives of the nodes lie in the data folder, and their paths stand in a list. */
function requireDrivePath(folder: string): void {
  const path = resolve(folder);
  if (!/[\s,\p{Cc}]/u.test(path)) return;
  throw new CommandFailure(
    'configuration',
    `Cannot keep drives in "${path}": a path without spaces and commas: set NEARHOP_DATA_DIR to another`,
  );
}
