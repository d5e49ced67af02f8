import type { LoadRequest } from '../../harness/http-load.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import { CUSTOMERS, type ManyNodes } from './many-nodes.ts';

/** What operators ask of control, as requests to measure with. */
export class RequestMix {
  readonly #nodes: ManyNodes['nodes'];
  readonly #random: () => number;
  /** Nodes that this mix has made, to be deleted again. */
  readonly #made: string[] = [];
  #count = 0;

  constructor({ nodes }: ManyNodes, seed: number) {
    this.#nodes = nodes;
    this.#random = seededRandom(seed);
  }

  /** A record: a node by its id or by its name, a customer, the position. */
  read(): LoadRequest {
    const node = this.#node();
    const kind = this.#random();
    if (kind < 0.6) return { method: 'GET', path: `/v1/nodes/${node.id}` };
    if (kind < 0.8) return { method: 'GET', path: `/v1/nodes/${node.customer}%2F${node.name}` };
    if (kind < 0.9) return { method: 'GET', path: `/v1/customers/${node.customer}` };
    return { method: 'GET', path: '/v1/position' };
  }

  /** A node made with two blocks, deleted, or changed in its members or in its blocks. */
  write(): LoadRequest {
    const number = this.#count++;
    const kind = this.#random();
    const headers = { 'If-Match': '*', 'Idempotency-Key': `w${number}` };
    if (kind < 0.25) return this.#create(number);
    const made = this.#made.length > 20 && kind < 0.45 ? this.#made.shift() : undefined;
    if (made !== undefined) return { method: 'DELETE', path: `/v1/nodes/${made}`, headers };
    // One that nobody else is changing: a node in every so many is this turn's.
    const index = (number * 7_919) % this.#nodes.length;
    const node = this.#nodes[index] ?? this.#node();
    const [high, low] = [index >> 8, index & 255];
    const claims = [`20.${high}.${low}.0/28`, `2${number % 2}.${high}.${low}.128/28`];
    const body = kind < 0.65 ? { claims } : { maxEgressMbps: 1 + (number % 100_000) };
    return { method: 'PATCH', path: `/v1/nodes/${node.id}`, headers, body: JSON.stringify(body) };
  }

  #create(number: number): LoadRequest {
    const [high, low] = [(number >> 8) & 255, number & 255];
    const body = {
      name: `New-${number}`,
      customer: `c${randomInteger(this.#random, CUSTOMERS)}`,
      claims: [`${30 + (number >> 16)}.${high}.${low}.0/30`, `${40 + (number >> 16)}.${high}.${low}.0/30`],
    };
    const answered = ({ body: text }: { readonly body: string }) => {
      this.#made.push((JSON.parse(text) as { node: { id: string } }).node.id);
    };
    return {
      method: 'POST',
      path: '/v1/nodes',
      headers: { 'Idempotency-Key': `w${number}` },
      body: JSON.stringify(body),
      answered,
    };
  }

  #node() {
    const node = this.#nodes[randomInteger(this.#random, this.#nodes.length)];
    if (node === undefined) throw new RangeError('Cannot choose a node: there are none');
    return node;
  }
}
