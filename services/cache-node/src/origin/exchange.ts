import type { Address } from '@nearhop/ip';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { OriginError } from './origin-error.ts';
import type { OriginRequest } from './origin-request.ts';

export interface ExchangeTimes {
  readonly connectMs: number;
  /** From now to the head of the answer. */
  readonly headMs: number;
}

export interface ExchangePlace {
  readonly agent: http.Agent;
  /** Vetted: the connection goes there and nowhere else. */
  readonly address: Address;
  readonly times: ExchangeTimes;
  readonly signal: AbortSignal;
}

/** How far a question came that has failed: `unsent` ones may be asked again whatever their method. */
export interface FailedExchange {
  readonly kind: 'failed';
  readonly error: OriginError;
  readonly reach: 'unsent' | 'reused-connection' | 'sent';
}

export type Exchange = { readonly kind: 'answered'; readonly message: IncomingMessage } | FailedExchange;

const MAX_HEADER_BYTES = 32_768;
const MOST_INTERIM_ANSWERS = 16;

/** Asks one address once. Never rejects. */
export function exchange(request: OriginRequest, place: ExchangePlace): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>();
  const sent = send(request, place);
  let reach: FailedExchange['reach'] = 'unsent';
  const timers: ReturnType<typeof setTimeout>[] = [];
  let isSettled = false;
  const settle = (outcome: Exchange): void => {
    isSettled = true;
    timers.forEach(clearTimeout);
    place.signal.removeEventListener('abort', abort);
    resolve(outcome);
  };
  const fail = (error: OriginError): void => {
    // What comes after the head is told by the message itself; what comes after its end, such as bytes beyond its length, by nobody.
    if (isSettled) return;
    settle({ kind: 'failed', error, reach });
    sent.destroy();
  };
  const abort = (): void => fail(new OriginError('aborted', 'Nobody waits for the answer any more'));
  const { connectMs, headMs } = place.times;
  timers.push(setTimeout(() => fail(timedOut('first-byte-timeout', place, headMs)), headMs));
  const connecting = setTimeout(() => fail(timedOut('connect-timeout', place, connectMs)), connectMs);
  timers.push(connecting);
  whenConnected(sent, request, () => {
    reach = sent.reusedSocket ? 'reused-connection' : 'sent';
    clearTimeout(connecting);
  });
  let interimAnswers = 0;
  sent.on('information', () => {
    if (++interimAnswers > MOST_INTERIM_ANSWERS) {
      fail(
        new OriginError(
          'bad-answer',
          `Cannot use the answer: more than ${MOST_INTERIM_ANSWERS} interim ones before it`,
        ),
      );
    }
  });
  sent.on('upgrade', (_message, socket: Socket) => {
    socket.destroy();
    fail(new OriginError('bad-answer', 'Cannot use the answer: it changes the protocol'));
  });
  sent.on('response', (message) => settle({ kind: 'answered', message }));
  sent.on('error', (error: NodeJS.ErrnoException) => fail(asOriginError(error, reach)));
  place.signal.addEventListener('abort', abort, { once: true });
  if (place.signal.aborted) abort();
  else sent.end(request.body ?? undefined);
  return promise;
}

function send({ place, method, target, headers }: OriginRequest, { agent, address }: ExchangePlace): ClientRequest {
  const options: https.RequestOptions = {
    agent,
    host: address.toString(),
    port: place.port,
    method,
    path: target,
    headers,
    setHost: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
  };
  if (place.scheme === 'http') return http.request(options);
  return https.request({ ...options, servername: place.host });
}

function whenConnected(sent: ClientRequest, { place }: OriginRequest, act: () => void): void {
  sent.on('socket', (socket: Socket) => {
    if (sent.reusedSocket) act();
    else socket.once(place.scheme === 'http' ? 'connect' : 'secureConnect', act);
  });
}

function timedOut(
  fault: 'connect-timeout' | 'first-byte-timeout',
  { address }: ExchangePlace,
  ms: number,
): OriginError {
  const missing = fault === 'connect-timeout' ? 'connection' : 'answer';
  return new OriginError(fault, `Cannot ask the origin at ${address.toString()}: no ${missing} within ${ms} ms`);
}

function asOriginError(error: NodeJS.ErrnoException, reach: FailedExchange['reach']): OriginError {
  const fault =
    reach === 'unsent' ? 'not-connected' : error.code?.startsWith('HPE_') === true ? 'bad-answer' : 'cut-short';
  return new OriginError(fault, `Cannot ask the origin: ${error.code ?? ''} ${error.message}`);
}
