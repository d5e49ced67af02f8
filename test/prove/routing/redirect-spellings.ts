import { askRaw, type RawAnswer } from '../../harness/raw-request.ts';

export interface RedirectResult {
  readonly tried: number;
  /** Targets that were redirected although their host is no origin, or to a place that is not the one asked for. */
  readonly redirectedToForeign: string[];
}

/**
 * Asks a router for redirects to foreign hosts in every spelling that fooled somebody, byte by byte. Also asks properly for
 * `allowedHost`, to be sure that redirects happen at all; throws when that one does not.
 */
export async function checkRedirects(baseUrl: string, allowedHost: string): Promise<RedirectResult> {
  const { hostname, port } = new URL(baseUrl);
  const place = { host: hostname, port: Number(port) };
  const proper = await askRaw(place, request(`/v1/redirect/${allowedHost}/a/b?c=d`));
  if (proper.status !== 302 || !leadsHome(proper, allowedHost)) {
    throw new Error(`Cannot check redirects: ${allowedHost} must be redirected: received ${proper.status}`);
  }
  const targets = foreignTargets(allowedHost);
  const redirectedToForeign: string[] = [];
  for (const target of targets) {
    const answer = await askRaw(place, request(target));
    const isRedirect = answer.headers.has('location') || (answer.status >= 300 && answer.status < 400);
    if (isRedirect) redirectedToForeign.push(`${JSON.stringify(target)} to ${answer.headers.get('location')}`);
    if (answer.status >= 500 && answer.status !== 505)
      throw new Error(`${JSON.stringify(target)} gave ${answer.status}`);
  }
  return { tried: targets.length, redirectedToForeign };
}

function request(target: string): Uint8Array {
  const head = `GET ${target} HTTP/1.1\r\nHost: router\r\nConnection: close\r\n\r\n`;
  return new TextEncoder().encode(head);
}

/** To the host itself, or to a cache with the host as cacheHostOrigin. */
function leadsHome({ headers }: RawAnswer, allowedHost: string): boolean {
  const location = new URL(headers.get('location') ?? 'none:');
  return location.hostname === allowedHost || location.searchParams.get('cacheHostOrigin') === allowedHost;
}

/** Targets none of which may be redirected, each once. */
export function foreignTargets(allowed: string): string[] {
  const hosts = [
    ...plainForeign(),
    ...suffixTricks(allowed),
    ...userinfo(allowed),
    ...ports(allowed),
    ...percent(allowed),
    ...dotVariants(allowed),
    ...unicode(allowed),
    ...addresses(),
    ...cases(allowed),
    ...separators(allowed),
    ...badLabels(allowed),
  ];
  const targets = hosts.map((host) => `/v1/redirect/${host}/a/b?c=d`);
  return [...new Set([...targets, ...wholeTargets(allowed)])];
}

function plainForeign(): string[] {
  return [
    'evil.net',
    'www.evil.net',
    'localhost',
    'router',
    'evil',
    'com',
    'example.com',
    'a.b.c.d.e.f.evil.net',
    'metadata.google.internal',
  ];
}

function suffixTricks(allowed: string): string[] {
  const [first = '', ...rest] = allowed.split('.');
  const parent = rest.join('.');
  return [
    `evil-${allowed}`,
    `evil${allowed}`,
    `evil.${allowed}`,
    `${allowed}.evil.net`,
    `${allowed}-evil.net`,
    `${allowed}evil.net`,
    `${allowed}.net`,
    `${allowed}x`,
    `x${allowed}`,
    `${allowed}0`,
    parent,
    `evil.${parent}`,
    `${first}-${parent}`,
    `${first}.evil.${parent}`,
    `${first}.${parent}.${parent}`,
    `${first}${parent}`,
    first,
    `${first}.`,
    `*.${parent}`,
    `*`,
    `*.*`,
    allowed.slice(1),
    allowed.slice(0, -1),
    allowed.replace('.', '-'),
    allowed.replaceAll('.', '_'),
    allowed.replaceAll('.', ','),
    `${allowed}.${allowed}.evil.net`,
    `evil.net.${allowed}.evil.net`,
  ];
}

function userinfo(allowed: string): string[] {
  const evil = 'evil.net';
  return [
    `${allowed}@${evil}`,
    `${evil}@${allowed}`,
    `user@${allowed}`,
    `user:pass@${allowed}`,
    `${allowed}:80@${evil}`,
    `${allowed}:@${evil}`,
    `@${evil}`,
    `@${allowed}`,
    `:@${evil}`,
    `${allowed}@@${evil}`,
    `${allowed}%40${evil}`,
    `${allowed}%2540${evil}`,
    `${evil}%40${allowed}`,
    `${allowed};@${evil}`,
    `${allowed}&@${evil}`,
    `${allowed}=@${evil}`,
    `${allowed}+@${evil}`,
    `${allowed},${evil}`,
    `${allowed}!${evil}`,
    `${allowed}$${evil}`,
    `(${allowed})`,
  ];
}

function ports(allowed: string): string[] {
  return [
    ':80',
    ':443',
    ':8080',
    ':0',
    ':65536',
    ':',
    ':80:80',
    ':http',
    ':-1',
    ':+80',
    ':080',
    '%3A80',
    ':80.evil.net',
    ':evil.net',
  ].map((port) => `${allowed}${port}`);
}

function percent(allowed: string): string[] {
  const [head = ''] = allowed;
  const encoded = `%${head.charCodeAt(0).toString(16)}`;
  return [
    `${encoded}${allowed.slice(1)}`,
    `${encoded.toUpperCase()}${allowed.slice(1)}`,
    allowed.replace('.', '%2e'),
    allowed.replace('.', '%2E'),
    allowed.replaceAll('.', '%2e'),
    allowed.replaceAll('.', '%252e'),
    allowed.replaceAll(/./g, (character) => `%${character.charCodeAt(0).toString(16)}`),
    `${allowed}%00`,
    `${allowed}%00.evil.net`,
    `${allowed}%20`,
    `%20${allowed}`,
    `${allowed}%09`,
    `${allowed}%0d%0aLocation:%20http://evil.net`,
    `${allowed}%0aSet-Cookie:%20a=b`,
    `${allowed}%0d`,
    `${allowed}%2f`,
    `${allowed}%2fevil.net`,
    `${allowed}%2f%2fevil.net`,
    `${allowed}%5c`,
    `${allowed}%5cevil.net`,
    `${allowed}%3f`,
    `${allowed}%23`,
    `${allowed}%`,
    `${allowed}%2`,
    `${allowed}%zz`,
    `%${allowed}`,
    `evil.net%23.${allowed}`,
    `evil.net%3f.${allowed}`,
    `evil.net%2f.${allowed}`,
    `evil.net%5c.${allowed}`,
    `evil.net%00.${allowed}`,
    `${allowed}%e3%80%82evil.net`,
    `${allowed}%c2%ad`,
    `${allowed}%ff`,
    `${allowed}%c0%ae`,
  ];
}

function dotVariants(allowed: string): string[] {
  return [
    `${allowed}.`,
    `${allowed}..`,
    `.${allowed}`,
    `..${allowed}`,
    allowed.replace('.', '..'),
    '.',
    '..',
    '...',
    '%2e',
    '%2e%2e',
    '.%2e',
    `./${allowed}`,
    `../${allowed}`,
    `../redirect/evil.net`,
    `${allowed}/../evil.net`,
    `${allowed}/../../redirect/evil.net`,
    `${allowed}/%2e%2e/evil.net`,
    `${allowed}/..%2fevil.net/..`,
    `${allowed}/.%2e/evil.net`,
    `${allowed}/%2E./evil.net`,
    `evil.net/../${allowed}`,
    `evil.net/..`,
    `x/../evil.net`,
  ];
}

function unicode(allowed: string): string[] {
  const dots = ['\u3002', '\uff0e', '\uff61', '\u2024', '\u00b7', '\u2025', '\ufe52'];
  const insides = ['\u200b', '\u200d', '\u00ad', '\u2060', '\ufeff', '\u202e', '\u0301', '\u00a0'];
  return [
    ...dots.map((dot) => allowed.replace('.', dot)),
    ...dots.map((dot) => `${allowed}${dot}evil.net`),
    ...insides.map((inside) => `${allowed.slice(0, 2)}${inside}${allowed.slice(2)}`),
    allowed.replace('o', '\u043e'),
    allowed.replace('a', '\u0430'),
    allowed.replace('e', '\u0435'),
    allowed.replace('d', '\uff44'),
    allowed.replace('o', '\u00f6'),
    allowed.replace('c', '\u212d'),
    `${allowed}\u2044evil.net`,
    `${allowed}\uff0fevil.net`,
    `${allowed}\uff20evil.net`,
    `${allowed}\uff1aevil.net`,
    '\u2460\u2461\u2466.\u24ea.\u24ea.\u2460',
    '127\u30020\u30020\u30021',
    '\uff11\uff12\uff17.0.0.1',
    '\u0661\u0662\u0667.0.0.1',
    'xn--80ak6aa92e.com',
    `xn--${allowed}`,
    `${allowed}.xn--p1ai`,
    'xn--.evil',
  ];
}

function addresses(): string[] {
  return [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0',
    '0.0.0.0',
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7f.0.0.1',
    '0x7f.1',
    '0177.0.0.1',
    '0177.1',
    '127.0.0.1.',
    '127.0.0.01',
    '127.0.0.0x1',
    '1.1.1.1',
    '10.0.0.1',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '256.256.256.256',
    '1.2.3.4.5',
    '1.2.3',
    '1.2',
    '1',
    '08.8.8.8',
    '4294967296',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::]',
    '[fe80::1%25eth0]',
    '[2001:db8::1]',
    '::1',
    '2001:db8::1',
    '[127.0.0.1]',
    '[]',
    '127.0.0.1.nip.io',
    'a.0x7f',
    'a.1',
    'a.0x',
  ];
}

function cases(allowed: string): string[] {
  return [
    allowed.toUpperCase(),
    `${allowed[0]?.toUpperCase()}${allowed.slice(1)}`,
    `${allowed.slice(0, -1)}${allowed.at(-1)?.toUpperCase()}`,
    allowed.replace('.', '.X'),
  ];
}

function separators(allowed: string): string[] {
  const evil = 'evil.net';
  return [
    `\\${evil}`,
    `\\\\${evil}`,
    `/${evil}`,
    `//${evil}`,
    `///${evil}`,
    `/\\${evil}`,
    `\\/${evil}`,
    `${allowed}\\@${evil}`,
    `${allowed}\\${evil}`,
    `${allowed}\\..\\${evil}`,
    `${evil}\\.${allowed}`,
    `${evil}#${allowed}`,
    `${evil}?${allowed}`,
    `${evil}#.${allowed}`,
    `${evil}?.${allowed}`,
    `${evil};.${allowed}`,
    `${evil}&${allowed}`,
    `${evil}|${allowed}`,
    `${evil}^${allowed}`,
    `http://${evil}`,
    `https://${evil}`,
    `http:/${evil}`,
    `http:${evil}`,
    `http:%2f%2f${evil}`,
    `javascript:alert(1)`,
    `data:text/html,x`,
    `file:///etc/passwd`,
    `"${allowed}"`,
    `'${allowed}'`,
    `<${allowed}>`,
    `{${allowed}}`,
    `\`${allowed}\``,
    `${allowed} `,
    ` ${allowed}`,
    `${allowed}\t`,
    `${allowed}\u0001`,
    `${allowed}\u007f`,
    `${allowed}\u000b`,
    `${allowed}\r\nLocation: http://${evil}`,
    `${allowed}\nLocation: http://${evil}`,
  ];
}

function badLabels(allowed: string): string[] {
  return [
    `-${allowed}`,
    `${allowed}-`,
    allowed.replace('.', '-.'),
    allowed.replace('.', '.-'),
    `_${allowed}`,
    `a_b.${allowed}`,
    `${'a'.repeat(64)}.${allowed}`,
    `${'a.'.repeat(130)}${allowed}`,
    'a'.repeat(4_000),
    '-',
    '_',
    '--',
  ];
}

/** Targets that play with more than the host. */
function wholeTargets(allowed: string): string[] {
  return [
    '/v1/redirect',
    '/v1/redirect/',
    `/v1/redirect/${allowed}`,
    '//evil.net/v1/redirect/evil.net/a',
    '//evil.net/%2f..',
    '/\\evil.net',
    `/v1//redirect/${allowed}/a`,
    `/v1/redirect//${allowed}/a`,
    `/v1/./redirect/${allowed}/a`,
    `/v1/x/../redirect/${allowed}/a`,
    `/V1/REDIRECT/${allowed}/a`,
    `/v1/redirect/${allowed}/../a`,
    `/v1/redirect/${allowed}/a/../../b`,
    `/v1/redirect/${allowed}/./a`,
    `/v1/redirect/${allowed}/a/.`,
    `/v1/redirect/${allowed}/a/..`,
    `/v1/redirect/${allowed}/%2e%2e/a`,
    `/v1/redirect/${allowed}/a\\b`,
    `/v1/redirect/${allowed}/a#b`,
    `/v1/redirect/${allowed}/a?b#c`,
    `/v1/redirect/${allowed}/a?cacheHostOrigin=evil.net`,
    `/v1/redirect/${allowed}/a?b=c&cacheHostOrigin=evil.net`,
    `/v1/redirect/${allowed}/a?cacheHostOrigin`,
    `/v1/redirect/${allowed}/a?CACHEHOSTORIGIN=evil.net`,
    `/v1/redirect/${allowed}/a?cache%48ostOrigin=evil.net`,
    `/v1/redirect/${allowed}/a?%63acheHostOrigin=evil.net`,
    `http://evil.net/v1/redirect/evil.net/a`,
    `http://${allowed}/v1/redirect/evil.net/a`,
    `http://${allowed}@evil.net/v1/redirect/evil.net/a`,
    `/v1/route/../redirect/evil.net/a`,
    `/v1/redirect/evil.net/a?${allowed}`,
    `/v1/redirect/?${allowed}/a`,
    `/v1/redirect/?host=${allowed}`,
    `/v1/redirect%2f${allowed}/a`,
    `/v1/redirect;${allowed}/a`,
  ];
}
