import { quotedValue } from './quoted-value.ts';

/** `host[:port]` as an origin is named in `cacheHostOrigin` and in Host. */
export type CacheHostOrigin =
  /** `text` is its one spelling, for keys and lists: host in lower case, port if given. */
  | { readonly kind: 'name'; readonly host: string; readonly port: number | null; readonly text: string }
  /** Never resolved, allowed in lab mode alone. `host` is without brackets. */
  | {
      readonly kind: 'address';
      readonly family: 4 | 6;
      readonly host: string;
      readonly port: number | null;
      readonly text: string;
    }
  /** 400, with `error` for the client. */
  | { readonly kind: 'refused'; readonly error: string };

const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/;
/** A last label of digits, or one that C libraries read as a number, makes the whole an odd spelling of an IPv4 address. */
const NUMBER_LABEL = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/;
const PORT = /^[1-9][0-9]{0,4}$/;
const AUTHORITY = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/;

/**
 * Its own strict grammar, never `new URL`: letters, digits and hyphens in labels of 1 to 63, parted by single dots, 253 in all,
 * upper case taken and lowered; a port of 1 to 65535 without leading zeros. So no user, path, scheme, final dot, underscore,
 * percent sign or Unicode. `127.0.0.1` and `[::1]` are addresses; `127.1`, `0x7f.1`, `2130706433` and `010.0.0.1` are refused.
 */
export function parseCacheHostOrigin(received: string): CacheHostOrigin {
  const [, given = '', portText] = AUTHORITY.exec(received) ?? [];
  const host = /^[\x21-\x7e]*$/.test(given) ? given.toLowerCase() : '';
  if (portText !== undefined && !(PORT.test(portText) && Number(portText) <= 65_535)) {
    return refused(received, 'its port must be 1 to 65535, without leading zeros');
  }
  const port = portText === undefined ? null : Number(portText);
  const text = port === null ? host : `${host}:${port}`;
  if (host.startsWith('[')) {
    const address = host.slice(1, -1);
    return isIpv6(address)
      ? { kind: 'address', family: 6, host: address, port, text }
      : refused(received, 'an IPv6 address must be written like [2001:db8::1]');
  }
  if (IPV4.test(host)) return { kind: 'address', family: 4, host, port, text };
  if (NUMBER_LABEL.test(host)) return refused(received, 'an IPv4 address must be written like 192.0.2.1');
  return NAME.test(host)
    ? { kind: 'name', host, port, text }
    : refused(received, 'write a host name, and a port if it needs one');
}

/** RFC 4291 section 2.2 without an IPv4 address at its end and without a zone. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length <= 7 : groups.length === 8;
}

function refused(received: string, rule: string): CacheHostOrigin {
  return { kind: 'refused', error: `Cannot take cacheHostOrigin ${quotedValue(received)}: ${rule}` };
}
