/** What a spelling may reach: this host alone, or any network. */
export type Reach = 'loopback' | 'every-address';

const LOOPBACK = ['127.0.0.1', '127.255.255.254', '0.0.0.0', '127.0.0.2'];
const ELSEWHERE = words(`169.254.169.254 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1
  198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 192.88.99.1`);
const LOOPBACK_SIX = words('::1 :: ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 ::127.0.0.1');
const ELSEWHERE_SIX = words(`fe80::1 fc00::1 fd12:3456::1 ff02::1 fec0::1 100::1 2001:db8::1 2001::1 3fff::1 5f00::1
  64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2001:10::1
  ::ffff:169.254.169.254 ::ffff:10.0.0.1 ::169.254.169.254`);

/** Addresses that no origin may have, in their plain form. */
export function specialAddresses(reach: Reach): { readonly four: readonly string[]; readonly six: readonly string[] } {
  const four = reach === 'loopback' ? LOOPBACK : [...LOOPBACK, ...ELSEWHERE];
  const six = reach === 'loopback' ? LOOPBACK_SIX : [...LOOPBACK_SIX, ...ELSEWHERE_SIX];
  return { four, six };
}

/** Ways to write special addresses so that one reader sees a name, or another address, and the next one the address. */
export function specialSpellings(reach: Reach, port: number): readonly string[] {
  const { four, six } = specialAddresses(reach);
  const spellings = [...four.flatMap(spellingsOfIpv4), ...six.flatMap(spellingsOfIpv6), ...NAMES];
  return [...new Set([...spellings, ...four.flatMap((address) => dressed(address, port))])];
}

const NAMES = words(
  'localhost LOCALHOST localhost. localhost.localdomain ip6-localhost ip6-loopback lo host.docker.internal',
);

function spellingsOfIpv4(address: string): readonly string[] {
  const parts = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number): string => value.toString(16);
  const octal = (value: number): string => `0${value.toString(8)}`;
  return [
    address,
    `${address}.`,
    `${address}..`,
    String(whole),
    `${whole}.`,
    String(whole + 2 ** 32),
    octal(whole),
    `0${octal(whole)}`,
    `0x${hex(whole)}`,
    `0X${hex(whole).toUpperCase()}`,
    `0x${hex(whole).padStart(16, '0')}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.0x${hex((b * 256 + c) * 256 + d)}`,
    `0x${hex(a)}.${(b * 256 + c) * 256 + d}`,
    parts.map(octal).join('.'),
    parts.map((part) => `0x${hex(part)}`).join('.'),
    parts.map((part) => String(part).padStart(3, '0')).join('.'),
    `${octal(a)}.${b}.0x${hex(c)}.${d}`,
    `${a + 256}.${b}.${c}.${d}`,
    `0${address}`,
    `+${address}`,
    address.replaceAll('.', '%2e'),
    address.replaceAll('.', '。'),
    address.replaceAll('.', '．'),
    address.replaceAll('.', '｡'),
    address.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    address.replaceAll(/[1-9]/g, (digit) => String.fromCodePoint(0x245f + Number(digit))),
    address.replaceAll(/[0-9]/g, (digit) => `%3${digit}`),
    `[${address}]`,
    `[::ffff:${address}]`,
    `[::ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
    `[0:0:0:0:0:ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
    `[::${address}]`,
    `[64:ff9b::${address}]`,
    `::ffff:${address}`,
    `${address}.${NIP}`,
    `www.${address}.${NIP}`,
    `${parts.join('-')}.${NIP}`,
    `${hex(whole).padStart(8, '0')}.${NIP}`,
  ];
}

/** Names under it mean the address that they spell, as at nip.io. */
export const NIP = 'nip.test';

function spellingsOfIpv6(address: string): readonly string[] {
  return [
    `[${address}]`,
    `[${address.toUpperCase()}]`,
    `[${address}%25lo]`,
    `[${address}%lo]`,
    `[${address}%1]`,
    `[${address}]:80`,
    `[${address}`,
    `[[${address}]]`,
    `[${address}].`,
    address,
    `${sixLabel(address)}.${NIP}`,
  ];
}

/** A label that means an IPv6 address, to the name server of these checks. */
export function sixLabel(address: string): string {
  return `six-${Buffer.from(address).toString('hex')}`;
}

/** With what a URL may have around a host. */
function dressed(address: string, port: number): readonly string[] {
  return [
    `${address}:${port}`,
    `${address}:0${port}`,
    `${address}:`,
    `user@${address}`,
    `user:password@${address}`,
    `public.${NIP}@${address}`,
    `${address}@public.${NIP}`,
    `${address}#.${NIP}`,
    `${address}/.${NIP}`,
    `${address}%23.${NIP}`,
    `${address}%00.${NIP}`,
    `${address}\\.${NIP}`,
    `${address},public.${NIP}`,
    `${address}%20`,
    `http://${address}`,
    `//${address}`,
  ];
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
