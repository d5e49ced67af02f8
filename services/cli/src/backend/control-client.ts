import { problemSchema, trafficKeptSchema } from '@nearhop/contracts';
import type { NetworkTraffic } from '@nearhop/management';
import { randomUUID } from 'node:crypto';
import { CommandFailure } from '../command-failure.ts';
import { fetchFailure } from '../http/fetch-failure.ts';
import { itemsOf, type Parser } from '../http/parser.ts';
import type { Writing } from './backend.ts';
import { refusal } from './refusal.ts';

const HINT = 'Is nearhop up running? Start it with: npm start; or set NEARHOP_CONTROL_URL / NEARHOP_STORE';
/** What begins the type of each problem that control tells; a router's, or anybody else's, begins otherwise. */
const CONTROL_PROBLEM = 'urn:nearhop:problem:';
/** A write of a hundred thousand claims is a row of commits. */
const PATIENCE_MS = 120_000;

export interface ControlRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob;
  /** In whose name, where nobody signs in. */
  readonly actor?: string | undefined;
  /** Sent to control first, for a dry run to go by. */
  readonly traffic?: Writing['traffic'];
  /** What tells control that a write was sent before: a key of its own unless it is `as-it-is`. */
  readonly retry?: 'by-key' | 'as-it-is';
  /** Milliseconds; undefined waits as long as it takes. */
  readonly patienceMs?: number | undefined;
}

/** Speaks HTTP with control: every write that takes an idempotency key has one, every refusal becomes a failure of the command. */
export class ControlClient {
  readonly #url: string;
  readonly #actor: string | undefined;

  constructor(url: string, actor?: string) {
    this.#url = url;
    this.#actor = actor;
  }

  /** The answer's body, checked against its schema. */
  async ask<Value>(schema: Parser<Value>, path: string, request: ControlRequest = {}): Promise<Value> {
    const response = await this.send(path, request);
    return this.#parse(schema, response, await response.json().catch(() => undefined));
  }

  /** The items of all pages of a list, by the links that control gives. */
  async askAll<Value>(
    item: Parser<Value>,
    path: string,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Value[]> {
    const items: Value[] = [];
    let next: string | undefined = withQuery(path, { ...query, limit: '1000' });
    while (next !== undefined) {
      const response: Response = await this.send(next, {});
      items.push(...this.#parse(itemsOf(item), response, await response.json().catch(() => undefined)));
      next = nextLink(response.headers.get('Link'));
    }
    return items;
  }

  /** The answer to a request that was not refused. */
  async send(
    path: string,
    {
      method = 'GET',
      query = {},
      headers = {},
      body,
      actor = this.#actor,
      traffic,
      retry = 'by-key',
      patienceMs = PATIENCE_MS,
    }: ControlRequest,
  ): Promise<Response> {
    const named = traffic === undefined ? {} : { traffic: await this.#keepTraffic(await traffic()) };
    const url = new URL(withQuery(path, { ...query, ...named }), this.#url);
    if (url.origin !== new URL(this.#url).origin)
      throw new CommandFailure(
        'unreachable',
        `Cannot follow "${url.href}": it leads away from control at ${this.#url}`,
      );
    const key: Record<string, string> =
      method === 'GET' || retry === 'as-it-is' ? {} : { 'Idempotency-Key': randomUUID() };
    const response = await fetch(url, {
      method,
      headers: { Accept: 'application/json', ...(actor && { 'Nearhop-Actor': actor }), ...key, ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body }),
    }).catch((error: unknown) => {
      throw fetchFailure(this.#url, error, HINT);
    });
    if (!response.ok) throw await this.#refused(response);
    return response;
  }

  async #keepTraffic(networks: readonly NetworkTraffic[]): Promise<string> {
    const body = JSON.stringify({
      networks: networks.map(({ prefix, weight }) => ({ prefix: prefix.toString(), weight })),
    });
    const headers = { 'Content-Type': 'application/json' };
    const kept = await this.ask(trafficKeptSchema, '/v1/traffic', { method: 'POST', headers, body, retry: 'as-it-is' });
    return kept.id;
  }

  async #refused(response: Response): Promise<CommandFailure> {
    const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
    if (!problem.success || !problem.data.type.startsWith(CONTROL_PROBLEM))
      return this.#notControl(`status ${response.status}`);
    const { title, detail, errors } = problem.data;
    return refusal(detail ?? title, errors ?? [], response.status === 503 ? 'unreachable' : 'refused');
  }

  #parse<Value>(schema: Parser<Value>, response: Response, body: unknown): Value {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw this.#notControl(`status ${response.status}, ${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }

  #notControl(what: string): CommandFailure {
    return new CommandFailure(
      'unreachable',
      `Cannot use the answer of ${this.#url}: it is none of control of this version: ${what}`,
      ['set NEARHOP_CONTROL_URL to the address of control'],
    );
  }
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given).toString()}`;
}

/** The target of `rel="next"` (RFC 8288). */
function nextLink(header: string | null): string | undefined {
  return /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(header ?? '')?.[1];
}
