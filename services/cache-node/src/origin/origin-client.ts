import type { IncomingMessage } from 'node:http';
import { answerFraming } from './answer-framing.ts';
import { safeHeaders } from './safe-headers.ts';
import { bodyChunks } from './body-chunks.ts';
import { exchange, type Exchange, type FailedExchange } from './exchange.ts';
import { framedBody } from './framed-body.ts';
import { isUnreachable, OriginError } from './origin-error.ts';
import { OriginLine, type OriginLineOptions } from './origin-line.ts';
import { placeKey, type OriginAnswer, type OriginPlace, type OriginRequest } from './origin-request.ts';
import type { AddressBook } from './vetted-addresses.ts';

export interface OriginTimes {
  readonly connectMs: number;
  /** From the question to the head of the answer, whatever comes between. */
  readonly headMs: number;
  readonly stallMs: number;
  /** How long it is believed that an origin cannot be reached. */
  readonly unreachableMs: number;
}

/** A device must have its no within 5 s. */
export const ORIGIN_TIMES: OriginTimes = { connectMs: 3_000, headMs: 4_200, stallMs: 10_000, unreachableMs: 1_000 };

export interface OriginClientOptions extends OriginLineOptions {
  readonly times: OriginTimes;
  readonly mostOrigins: number;
}

export interface OriginClientDependencies {
  readonly addresses: AddressBook;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** With less time than this another address is not worth a try. */
const LEAST_TRY_MS = 100;

/** Asks origins: each over connections of its own, to addresses that were vetted. */
export class OriginClient {
  readonly #options: OriginClientOptions;
  readonly #deps: OriginClientDependencies;
  readonly #lines = new Map<string, OriginLine>();

  constructor(options: OriginClientOptions, dependencies: OriginClientDependencies) {
    this.#options = options;
    this.#deps = dependencies;
  }

  /**
   * Redirects are answers like others. Rejects with OriginError when there is no answer, or none to be believed. The signal ends
   * the exchange, its body too; that, or reading the body to its end, gives the place at the origin to the next one.
   */
  async fetch(request: OriginRequest, signal: AbortSignal): Promise<OriginAnswer> {
    const times = this.#options.times;
    const line = this.#lineOf(request.place);
    const untilMs = this.#deps.now() + times.headMs;
    const unreachable = line.unreachable(this.#deps.now());
    if (unreachable !== undefined) throw unreachable;
    const leave = await line.gate.enter(times.headMs, signal);
    try {
      const { message, address } = await this.#askAddresses(request, line, untilMs, signal);
      line.noteReached(address);
      untilOver(message, signal, leave);
      return answerOf(request, message, times.stallMs);
    } catch (error) {
      leave();
      if (error instanceof OriginError && isUnreachable(error.code)) {
        line.noteUnreachable(error, this.#deps.now() + times.unreachableMs);
      }
      throw error;
    }
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
  }

  /** One address after the other, as far as the time goes and the question may be asked twice. */
  async #askAddresses(request: OriginRequest, line: OriginLine, untilMs: number, signal: AbortSignal) {
    const addresses = line.inOrder(await this.#deps.addresses(request.place.host));
    let failed: FailedExchange | undefined;
    for (const address of addresses) {
      const leftMs = untilMs - this.#deps.now();
      if (failed !== undefined && leftMs < LEAST_TRY_MS) break;
      const times = { connectMs: Math.min(this.#options.times.connectMs, leftMs), headMs: leftMs };
      const agent = SAFE.has(request.method) ? line.agent : line.onceAgent;
      const place = { agent, address, times, signal };
      let outcome: Exchange = await exchange(request, place);
      // The origin had closed the connection that was kept: that tells nothing of the origin.
      for (let tries = 0; isStale(outcome, request) && tries < 3; tries++) outcome = await exchange(request, place);
      if (outcome.kind === 'answered') return { message: outcome.message, address };
      failed = outcome;
      if (!mayAskAgain(failed, request)) break;
    }
    throw failed?.error ?? new OriginError('name-not-found', `Cannot ask "${request.place.host}": it has no address`);
  }

  #lineOf(place: OriginPlace): OriginLine {
    const key = placeKey(place);
    const line = this.#lines.get(key) ?? new OriginLine(place, this.#options);
    this.#lines.delete(key);
    this.#lines.set(key, line);
    if (this.#lines.size > this.#options.mostOrigins) this.#forgetOne();
    return line;
  }

  /** The one that was used longest ago among those that nobody uses. */
  #forgetOne(): void {
    for (const [key, line] of this.#lines) {
      if (!line.gate.isIdle) continue;
      line.close();
      this.#lines.delete(key);
      return;
    }
  }
}

/** Calls back once when an answer is over, which the signal brings about. */
function untilOver(message: IncomingMessage, signal: AbortSignal, over: () => void): void {
  const end = (): void => void message.destroy();
  signal.addEventListener('abort', end, { once: true });
  message.once('close', () => {
    signal.removeEventListener('abort', end);
    over();
  });
  if (signal.aborted) end();
}

function answerOf(request: OriginRequest, message: IncomingMessage, stallMs: number): OriginAnswer {
  const status = message.statusCode ?? 0;
  const headers = safeHeaders(message.rawHeaders);
  try {
    const framing = answerFraming(request, status, headers);
    return { status, headers, ...framing, body: framedBody(bodyChunks(message, stallMs), framing.lengthBytes) };
  } catch (error) {
    message.destroy();
    throw error;
  }
}

function isStale(outcome: Exchange, { method }: OriginRequest): boolean {
  return (
    outcome.kind === 'failed' &&
    outcome.reach === 'reused-connection' &&
    outcome.error.code === 'cut-short' &&
    SAFE.has(method)
  );
}

function mayAskAgain({ error, reach }: FailedExchange, { method }: OriginRequest): boolean {
  if (error.code === 'aborted' || error.code === 'bad-answer') return false;
  return reach === 'unsent' || SAFE.has(method);
}
