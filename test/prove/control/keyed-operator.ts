import { nodeDeletedSchema, nodeWrittenSchema } from '@nearhop/contracts';
import type { ControlAnswer, ControlProcess, ControlRequest } from '../../harness/control-process.ts';
import { randomInteger } from '../../harness/random.ts';
import type { Gate } from './gate.ts';
import type { KeptNode, NodeOrNone } from './kept-node.ts';

const NAMES = ['one', 'two', 'three'];
const BLOCKS = 48;
/** More blocks than a commit holds. */
const ROW_OF_COMMITS = 6_000;
const RETRY_MS = 10;
const ATTEMPTS = 3_000;

/** One name of a customer: what was acknowledged of it last, and what was asked for and not answered yet. */
export interface Place {
  acknowledged: NodeOrNone;
  asked: { readonly node: NodeOrNone; readonly commits: 'one' | 'row' } | undefined;
  /** The ETag that was answered last. */
  revision: number;
}

/** An acknowledged write. Its reason in the history is its name. */
export interface AcknowledgedWrite {
  readonly name: string;
  readonly makes: 'node' | 'change';
  readonly commits: 'one' | 'row';
  /** The position that was answered, unless it was answered as a retry. */
  readonly revision: number | undefined;
  readonly attempts: number;
}

export interface OperatorOptions {
  readonly number: number;
  readonly random: () => number;
  /** The share of writes that take more than one commit. */
  readonly rows: number;
}

interface Planned {
  readonly makes: 'node' | 'change';
  readonly commits: 'one' | 'row';
  readonly node: NodeOrNone;
  readonly method: string;
  readonly path: string;
  readonly request: ControlRequest;
}

/** Writes the nodes of a customer of its own, one after the other, each until it is acknowledged, always with the same key. */
export class KeyedOperator {
  readonly customer: string;
  readonly places = new Map<string, Place>();
  readonly writes: AcknowledgedWrite[] = [];
  readonly wrong: string[] = [];
  readonly #options: OperatorOptions;
  readonly #control: ControlProcess;
  readonly #gate: Gate;

  constructor(options: OperatorOptions, dependencies: { readonly control: ControlProcess; readonly gate: Gate }) {
    this.#options = options;
    this.#control = dependencies.control;
    this.#gate = dependencies.gate;
    this.customer = `c${options.number}`;
    for (const name of NAMES) this.places.set(name, { acknowledged: undefined, asked: undefined, revision: 0 });
  }

  async begin(): Promise<void> {
    const { status, body } = await this.#control.ask('POST', '/v1/customers', { body: { id: this.customer } });
    if (status !== 201) throw new Error(`No customer: ${status} ${JSON.stringify(body)}`);
  }

  async write(): Promise<void> {
    const name = NAMES[randomInteger(this.#options.random, NAMES.length)] ?? '';
    const place = this.places.get(name) as Place; // all names have one
    const write = `${this.customer}-w${this.writes.length}`;
    const { makes, commits, node, method, path, request } = this.#plan(name, place);
    place.asked = { node, commits };
    const headers = { ...request.headers, 'Idempotency-Key': write };
    const asked = () => this.#control.ask(method, `${path}?reason=${write}&force=true`, { ...request, headers });
    const { answer, attempts } = await this.#untilAcknowledged(asked);
    const written = (method === 'DELETE' ? nodeDeletedSchema : nodeWrittenSchema).safeParse(answer.body);
    if (!written.success) {
      const problem = JSON.stringify(answer.body).slice(0, 300);
      this.wrong.push(`${method} ${path} ${write}, attempt ${attempts}: ${answer.status} ${problem}`);
      throw new Error(`${method} was not acknowledged: ${answer.status} ${problem}`);
    }
    const { position, repeated } = written.data;
    if ('node' in written.data) place.revision = written.data.node.revision;
    place.acknowledged = node;
    place.asked = undefined;
    this.writes.push({ name: write, makes, commits, attempts, revision: repeated ? undefined : position.revision });
  }

  #plan(name: string, place: Place): Planned {
    const { random, rows } = this.#options;
    const size = random() < rows ? 'row' : 'one';
    const maxEgressMbps = 1 + this.writes.length;
    if (place.acknowledged === undefined) {
      const claims = this.#someBlocks(name, size);
      const body = { name, customer: this.customer, claims: [...claims], maxEgressMbps };
      const node = { maxEgressMbps, enabled: true, claims };
      return { makes: 'node', commits: size, node, method: 'POST', path: '/v1/nodes', request: { body } };
    }
    const kind = random();
    const node = kind < 0.2 ? undefined : this.#changed(name, place.acknowledged, { size, maxEgressMbps, kind });
    const isBlocksToo = node?.claims !== place.acknowledged.claims;
    const isRow = isBlocksToo && (size === 'row' || place.acknowledged.claims.size >= ROW_OF_COMMITS);
    // What is changed in several commits has other ETags in between.
    const headers = { 'If-Match': !isRow && random() < 0.5 ? `"${place.revision}"` : '*' };
    const change = {
      makes: 'change',
      commits: isRow ? 'row' : 'one',
      node,
      path: `/v1/nodes/${this.customer}%2F${name}`,
    } as const;
    if (node === undefined) return { ...change, method: 'DELETE', request: { headers } };
    const { enabled, claims } = node;
    const body = { maxEgressMbps, enabled, ...(isBlocksToo && { claims: [...claims] }) };
    return { ...change, method: 'PATCH', request: { headers, body } };
  }

  #changed(
    name: string,
    before: KeptNode,
    {
      size,
      maxEgressMbps,
      kind,
    }: { readonly size: 'one' | 'row'; readonly maxEgressMbps: number; readonly kind: number },
  ): KeptNode {
    if (kind < 0.4) return { ...before, maxEgressMbps, enabled: !before.enabled };
    return { ...before, maxEgressMbps, claims: this.#someBlocks(name, size) };
  }

  /** Space of this name alone: /28s for most, /32s side by side where they are many. */
  #someBlocks(name: string, commits: 'one' | 'row'): ReadonlySet<string> {
    const { number, random } = this.#options;
    const place = NAMES.indexOf(name);
    if (commits === 'row') {
      const first = 150 + place * 30 + randomInteger(random, 4);
      const host = (index: number) => `20.${number}.${first + (index >> 8)}.${index & 255}/32`;
      return new Set(Array.from({ length: ROW_OF_COMMITS }, (_, index) => host(index)));
    }
    const blocks = Array.from({ length: BLOCKS }, (_, index) => `20.${number}.${place * BLOCKS + index}.0/28`);
    const share = random() * random();
    return new Set(blocks.filter(() => random() < share));
  }

  async #untilAcknowledged(asked: () => Promise<ControlAnswer>) {
    for (let attempts = 1; attempts <= ATTEMPTS; attempts++) {
      const answer = await this.#gate.pass(() => asked().catch(() => undefined));
      // Nobody there, or nobody who could say: anything else is an answer.
      if (answer !== undefined && answer.status !== 503) return { answer, attempts };
      await Bun.sleep(RETRY_MS);
    }
    throw new Error(`Not acknowledged in ${ATTEMPTS} attempts`);
  }
}
