import { readFileSync } from 'node:fs';
import { Address, Prefix } from '@nearhop/ip';
import { clientAddress } from '@nearhop/router';
import { askRaw } from '../../harness/raw-request.ts';

/** Who the client is: a case of test/corpora/forwarded.txt. */
export interface SpoofingCase {
  readonly line: number;
  readonly peer: string;
  readonly trusted: readonly string[];
  readonly xForwardedFor: string | null;
  readonly forwarded: string | null;
  /** An address, or `bad`. */
  readonly expected: string;
  readonly why: string;
}

export interface SpoofingResult {
  readonly tried: number;
  readonly wrong: string[];
}

/** Runs the corpus against the router's own function. */
export function checkSpoofing(): SpoofingResult {
  const cases = readSpoofingCorpus();
  const wrong = cases.flatMap((one) => {
    const { peer, trusted, xForwardedFor, forwarded } = one;
    const prefixes = trusted.map((text) => Prefix.parse(text));
    const client = clientAddress(Address.parse(peer), { xForwardedFor, forwarded }, prefixes);
    return complaint(one, client?.toString() ?? 'bad');
  });
  return { tried: cases.length, wrong };
}

/**
 * Sends those cases of the corpus that HTTP can carry to a router that trusts 127.0.0.8/29 and the corpus's own list: as the
 * proxy 127.0.0.9 where the corpus has a trusted peer, as 127.0.0.200 where it has another.
 */
export async function checkSpoofingOverHttp(router: {
  readonly host: string;
  readonly port: number;
}): Promise<SpoofingResult> {
  const cases = readSpoofingCorpus().filter(isCarriedByHttp);
  const wrong: string[] = [];
  for (const one of cases) {
    const isProxy =
      one.trusted.length > 0 && one.trusted.some((text) => Prefix.parse(text).contains(Address.parse(one.peer)));
    const from = isProxy ? PROXY : STRANGER;
    const expected = one.expected === Address.parse(one.peer).toString() ? from : one.expected;
    const answer = await askRaw({ ...router, from }, request(one));
    const body = JSON.parse(answer.body) as { client: string | null };
    wrong.push(...complaint({ ...one, expected }, body.client ?? 'bad'));
  }
  return { tried: cases.length, wrong };
}

/** What such a router is configured with. */
export const HTTP_TRUSTED_PROXIES = ['127.0.0.8/29', '10.0.0.0/8', '192.0.2.53/32', 'fd00::/8'];
const PROXY = '127.0.0.9';
const STRANGER = '127.0.0.200';

export function readSpoofingCorpus(): SpoofingCase[] {
  const file = new URL('../../corpora/forwarded.txt', import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((text, index) => ({ text, line: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
    .map(({ text, line }) => {
      const [peer = '', trusted = '', xForwardedFor = '', forwarded = '', expected = '', why = ''] = text.split('\t');
      return {
        line,
        peer,
        trusted: trusted === '-' ? [] : trusted.split(' '),
        xForwardedFor: readHeader(xForwardedFor),
        forwarded: readHeader(forwarded),
        expected,
        why,
      };
    });
}

function readHeader(text: string): string | null {
  return text === '-' ? null : (JSON.parse(text) as string);
}

function complaint({ line, expected, why }: SpoofingCase, received: string): string[] {
  return received === expected ? [] : [`line ${line}: ${why}: expected ${expected}: received ${received}`];
}

/** Control characters end a message, and outer white space is no part of a field's value (RFC 9110 section 5.5). */
function isCarriedByHttp({ xForwardedFor, forwarded }: SpoofingCase): boolean {
  return [xForwardedFor, forwarded].every((header) => header === null || /^$|^[!-~](?:[ -~\t]*[!-~])?$/.test(header));
}

function request({ xForwardedFor, forwarded }: SpoofingCase): string {
  const lines = ['GET /v1/route HTTP/1.1', 'Host: router', 'Connection: close'];
  if (xForwardedFor !== null) lines.push(...repeated('X-Forwarded-For', xForwardedFor));
  if (forwarded !== null) lines.push(`Forwarded: ${forwarded}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A list in as many header lines as it has items joined by `, `: together they are the list again. */
function repeated(name: string, list: string): string[] {
  return list.split(', ').map((item) => `${name}: ${item}`);
}
