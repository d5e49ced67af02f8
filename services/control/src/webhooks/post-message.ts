import { resolve4, resolve6 } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { webhookSignature } from '@nearhop/auth';
import { Address, type AddressPolicy } from '@nearhop/ip';
import type { SigningWebhook } from '@nearhop/management';

const PATIENCE_MS = 5_000;

/** One message as all attempts send it. */
export interface OutgoingMessage {
  readonly id: string;
  readonly body: string;
}

export type PostOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  /** `isFinal`: the receiver wants no more of it. */
  | { readonly kind: 'failed'; readonly status?: number; readonly fault: string; readonly isFinal: boolean };

export interface PostDependencies {
  readonly policy: AddressPolicy;
  readonly now: () => Date;
  /** Certificates to trust besides the machine's. */
  readonly trusted?: string;
  /** All addresses of a name. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
}

/**
 * Posts a message, signed by the Standard Webhooks specification. Connects to an address that was looked at, and only if every address
 * of the name may be connected to; follows no redirect, reads no body, and takes five seconds at most.
 */
export async function postMessage(
  webhook: SigningWebhook,
  message: OutgoingMessage,
  dependencies: PostDependencies,
): Promise<PostOutcome> {
  const url = new URL(webhook.url);
  const late = AbortSignal.timeout(PATIENCE_MS);
  const target = await Promise.race([vettedAddress(url, dependencies), timeOut(late)]);
  if (typeof target === 'string') return { kind: 'failed', fault: target, isFinal: false };
  const timestampSeconds = Math.floor(dependencies.now().getTime() / 1_000);
  const headers = {
    Host: url.host,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(message.body)),
    'User-Agent': 'nearhop-control',
    Connection: 'close',
    'webhook-id': message.id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': webhookSignature(webhook.secret, { ...message, timestampSeconds }),
  };
  const { promise, resolve } = Promise.withResolvers<PostOutcome>();
  const isTls = url.protocol === 'https:';
  const options = {
    host: target.toString(),
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    method: 'POST',
    path: `${url.pathname}${url.search}`,
    headers,
    agent: false as const,
  };
  const isName = Address.tryParse(bareHost(url)) === undefined;
  const tls = {
    ...(isName && { servername: url.hostname }),
    ...(dependencies.trusted && { ca: dependencies.trusted }),
  };
  const sent = isTls ? requestHttps({ ...options, ...tls }) : requestHttp(options);
  const failed = (fault: string) => resolve({ kind: 'failed', fault, isFinal: false });
  const onLate = () => failed(LATE);
  late.addEventListener('abort', onLate, { once: true });
  sent.on('error', (error: NodeJS.ErrnoException) => failed(`it cannot be reached: ${error.code ?? error.message}`));
  sent.on('response', (response) => resolve(outcomeOf(response.statusCode ?? 0)));
  sent.end(message.body);
  try {
    return await promise;
  } finally {
    late.removeEventListener('abort', onLate);
    sent.on('error', () => undefined);
    sent.destroy();
  }
}

const LATE = `it did not answer in ${PATIENCE_MS / 1_000} seconds`;

function outcomeOf(status: number): PostOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  // RFC 9110 section 15.5.11, as the Standard Webhooks specification reads it.
  return { kind: 'failed', status, fault: `it answers with status ${status}`, isFinal: status === 410 };
}

/** An address of the URL's host that may be connected to, or what is wrong. */
async function vettedAddress(
  url: URL,
  { policy, resolve = allAddresses }: PostDependencies,
): Promise<Address | string> {
  const host = bareHost(url);
  const literal = Address.tryParse(host);
  const texts = literal === undefined ? await resolve(host) : [literal.toString()];
  const addresses = texts.map((text) => Address.tryParse(text));
  const [first] = addresses;
  if (first === undefined) return 'its name has no address';
  const isAllowed = addresses.every((address) => address !== undefined && policy.allowsOrigin(address));
  return isAllowed ? first : 'its name leads where no message is sent';
}

/** From DNS alone: IPv4 first. */
async function allAddresses(name: string): Promise<readonly string[]> {
  const none = () => [];
  const [ipv4, ipv6] = await Promise.all([resolve4(name).catch(none), resolve6(name).catch(none)]);
  return [...ipv4, ...ipv6];
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function timeOut(late: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  late.addEventListener('abort', () => resolve(LATE), { once: true });
  return promise;
}
