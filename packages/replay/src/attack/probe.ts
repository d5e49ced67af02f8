import { Address } from '@nearhop/ip';
import { readAnswer } from '../judge/answer-shape.ts';
import { Connection } from './connection.ts';
import type { Failure } from './failure.ts';
import type { ConnectionMode, Target } from './target.ts';

/** What one request tells about a target before any load is sent. */
export type ProbeOutcome =
  | { readonly kind: 'trusted' }
  /** It answered for another client than the one named: for `answeredFor`, which is this machine as it sees it. */
  | { readonly kind: 'untrusted'; readonly answeredFor: string | null }
  | { readonly kind: 'unreachable'; readonly failure: Failure };

/** An address for documentation (RFC 5737), so never that of this machine. */
const PROBE_CLIENT = Address.parse('192.0.2.77');

/** Asks once, for a client that this machine is not: whether the target answers at all, and for that client. */
export async function probe(target: Target, mode: ConnectionMode, timeoutMs: number): Promise<ProbeOutcome> {
  const { promise, resolve } = Promise.withResolvers<ProbeOutcome>();
  const clientText = PROBE_CLIENT.toString();
  const unreachable = (failure: Failure) => resolve({ kind: 'unreachable', failure });
  const connection = new Connection(
    { target, mode },
    {
      answered(_question, { status, body }) {
        if (status !== 200) return unreachable({ kind: 'status', detail: `status ${status}` });
        const read = readAnswer(body);
        if ('fault' in read) return unreachable({ kind: 'body', detail: `no answer of a router: ${read.fault}` });
        const { client } = read.answer;
        resolve(client === clientText ? { kind: 'trusted' } : { kind: 'untrusted', answeredFor: client });
      },
      failed: (_question, failure) => unreachable(failure),
      free() {},
    },
  );
  connection.ask({ number: 0, client: PROBE_CLIENT, clientText, dueMs: 0, sentMs: 0 });
  const timer = setTimeout(
    () => connection.giveUp({ kind: 'timeout', detail: `no answer within ${timeoutMs} ms` }),
    timeoutMs,
  );
  const outcome = await promise;
  clearTimeout(timer);
  connection.close();
  return outcome;
}
