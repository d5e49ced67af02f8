import type { ListenAddress } from '@nearhop/service-kit';

/** Where the ports of one node of several are. */
export interface NodeListeners {
  readonly http: ListenAddress;
  readonly status: ListenAddress;
  readonly ops: ListenAddress;
}

/** Those of the node at a place in a row of nodes, whose first has `first`. */
export function nodeListeners({ http, status, ops }: NodeListeners, index: number): NodeListeners {
  return { http: stepped(http, index), status: stepped(status, index), ops: stepped(ops, index) };
}

/** On loopback there are addresses enough for all to have the same ports; elsewhere ports follow each other. */
function stepped({ host, port }: ListenAddress, steps: number): ListenAddress {
  const [, network, last] = /^(127\.\d+\.\d+\.)(\d+)$/.exec(host) ?? [];
  if (network !== undefined) return { host: `${network}${Number(last) + steps}`, port };
  return { host, port: port === 0 ? 0 : port + steps };
}
