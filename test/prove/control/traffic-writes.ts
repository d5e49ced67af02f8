import type { TrafficMoves } from '@nearhop/contracts';
import type { Management, NetworkTraffic } from '@nearhop/management';
import type { ControlProcess } from '../../harness/control-process.ts';
import { randomInteger } from '../../harness/random.ts';
import { blockOf, someEgress, TRAFFIC_CUSTOMERS } from './traffic-world.ts';

export const TRAFFIC_WRITES = [
  'disable',
  'enable',
  'edit claims',
  'change egress',
  'create',
  'delete',
  'roll back',
] as const;
export type TrafficWrite = (typeof TRAFFIC_WRITES)[number];

/** What a dry run or the write itself answered. */
export interface TrafficWritten {
  readonly revision: number;
  readonly traffic: TrafficMoves | undefined;
}

/** One write that can be tried and then made. `dryRun` gets what the traffic is by. */
export interface PlannedTrafficWrite {
  readonly what: string;
  dryRun(): Promise<TrafficWritten>;
  make(): Promise<TrafficWritten>;
}

export interface TrafficWriterDependencies {
  readonly control: ControlProcess;
  /** The machine's administrator, who makes nodes that are activated. */
  readonly administrator: Management;
  /** The distribution that dry runs name, unless they go by the routers' reports. */
  readonly named: { readonly id: string; readonly networks: readonly NetworkTraffic[] } | undefined;
  readonly random: () => number;
}

interface ListedNode {
  readonly id: string;
  readonly name: string;
  readonly customer: string;
  readonly enabled: boolean;
  readonly claims: readonly { readonly prefix: string; readonly state: string; readonly shared: boolean }[];
}

/** Plans random writes of operators over HTTP. */
export class TrafficWriter {
  readonly #deps: TrafficWriterDependencies;
  readonly #revisions: number[] = [];
  #count = 0;

  constructor(dependencies: TrafficWriterDependencies) {
    this.#deps = dependencies;
  }

  async plan(write: TrafficWrite): Promise<PlannedTrafficWrite> {
    const { random } = this.#deps;
    if (write === 'create') return this.#create();
    if (write === 'roll back') return this.#rollBack();
    const node = await this.#node(write === 'enable' ? 'disabled' : 'enabled');
    const path = `/v1/nodes/${node.id}`;
    const what = `${write} ${node.name}`;
    if (write === 'delete') return this.#overHttp({ what, method: 'DELETE', path });
    if (write === 'edit claims') {
      const customer = TRAFFIC_CUSTOMERS.indexOf(node.customer);
      const kept = node.claims.filter(() => random() < 0.7).map(({ prefix, shared }) => ({ prefix, shared }));
      const added = Array.from({ length: 6 }, () => ({ prefix: blockOf(customer, random), shared: true }));
      const claims = [...new Map([...kept, ...added].map((claim) => [claim.prefix, claim])).values()];
      return this.#overHttp({ what, method: 'PATCH', path, body: { claims } });
    }
    const body =
      write === 'change egress'
        ? { maxEgressMbps: 1 + randomInteger(random, 20_000) }
        : { enabled: write === 'enable' };
    return this.#overHttp({ what, method: 'PATCH', path, body });
  }

  #overHttp(asked: { readonly what: string; readonly method: string; readonly path: string; readonly body?: object }) {
    const { control, named } = this.#deps;
    const { what, method, path, body } = asked;
    const send = async (query: string): Promise<TrafficWritten> => {
      const headers = { 'If-Match': '*' };
      const answer = await control.ask(method, `${path}?reason=prove&force=true${query}`, {
        headers,
        ...(body && { body }),
      });
      if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return this.#written(answer.body as Answer);
    };
    const byTraffic = named === undefined ? '' : `&traffic=${named.id}`;
    return { what, dryRun: () => send(`&dryRun=true${byTraffic}`), make: () => send('') };
  }

  #rollBack(): PlannedTrafficWrite {
    const to = this.#revisions[randomInteger(this.#deps.random, this.#revisions.length)] ?? 0;
    return this.#overHttp({ what: `roll back to ${to}`, method: 'POST', path: '/v1/rollbacks', body: { to } });
  }

  #create(): PlannedTrafficWrite {
    const { administrator, named, random } = this.#deps;
    const number = randomInteger(random, TRAFFIC_CUSTOMERS.length);
    const claims = Array.from({ length: 10 }, () => blockOf(number, random));
    const input = {
      name: `new-${++this.#count}`,
      servers: `9.9.9.${this.#count}`,
      customer: TRAFFIC_CUSTOMERS[number] ?? '',
      claims: [...new Set(claims)].map((prefix) => ({ prefix, shared: true })),
      ...someEgress(random),
    };
    const traffic = async () => ({ basis: 'file' as const, networks: named?.networks ?? [] });
    const make = async (dryRun: { readonly dryRun?: true }) =>
      this.#written(await administrator.createNode(input, { by: 'prove', why: 'prove', ...dryRun, traffic }));
    return { what: `create ${input.name}`, dryRun: () => make({ dryRun: true }), make: () => make({}) };
  }

  #written({ position, traffic, dryRun }: Answer): TrafficWritten {
    if (!dryRun) this.#revisions.push(position.revision);
    return { revision: position.revision, traffic };
  }

  async #node(state: 'enabled' | 'disabled'): Promise<ListedNode> {
    const { control, random } = this.#deps;
    const listed = await control.ask('GET', '/v1/nodes?limit=1000');
    const nodes = (listed.body as { items: ListedNode[] }).items;
    const wanted = nodes.filter(({ enabled }) => enabled === (state === 'enabled'));
    const node = wanted[randomInteger(random, wanted.length)];
    if (node === undefined) throw new Error(`No node is ${state}`);
    return (await control.ask('GET', `/v1/nodes/${node.id}`)).body as ListedNode;
  }
}

interface Answer {
  readonly position: { readonly revision: number };
  readonly dryRun: boolean;
  readonly traffic?: TrafficMoves | undefined;
}
