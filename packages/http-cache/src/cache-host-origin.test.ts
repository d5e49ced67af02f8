import { describe, expect, test } from 'bun:test';
import { parseCacheHostOrigin } from './cache-host-origin.ts';

const label = 'a'.repeat(63);
const longest = [label, label, label, 'a'.repeat(61)].join('.');

describe('parseCacheHostOrigin', () => {
  test.each([
    ['example.com', 'example.com', null],
    ['EXAMPLE.Com', 'example.com', null],
    ['download.windowsupdate.com:80', 'download.windowsupdate.com', 80],
    ['a', 'a', null],
    ['a-b.c--d.x1', 'a-b.c--d.x1', null],
    ['xn--bcher-kva.example:65535', 'xn--bcher-kva.example', 65_535],
    ['1.example', '1.example', null],
    ['1e3', '1e3', null],
    ['0x7g', '0x7g', null],
    ['127.0.0.1.example', '127.0.0.1.example', null],
    [longest, longest, null],
  ])('%s is a name', (text, host, port) => {
    const expected = { kind: 'name' as const, host, port, text: port === null ? host : `${host}:${port}` };
    expect(parseCacheHostOrigin(text)).toEqual(expected);
    expect(parseCacheHostOrigin(expected.text)).toEqual(expected);
  });

  test.each([
    ['127.0.0.1', 4, '127.0.0.1', null],
    ['0.0.0.0:1', 4, '0.0.0.0', 1],
    ['255.255.255.255:8080', 4, '255.255.255.255', 8080],
    ['[::1]', 6, '::1', null],
    ['[2001:DB8::1]:443', 6, '2001:db8::1', 443],
    ['[1:2:3:4:5:6:7:8]', 6, '1:2:3:4:5:6:7:8', null],
    ['[::]', 6, '::', null],
  ] as const)('%s is an address, which only the lab may ask for', (text, family, host, port) => {
    expect(parseCacheHostOrigin(text)).toMatchObject({ kind: 'address', family, host, port });
  });

  test.each([
    '', ' ', '.', '..', 'a.', '.a', 'a..b', '-a', 'a-', 'a.-b', 'a-.b', 'a_b', '_a.example', 'a b', ' a', 'a ', 'a\t', 'a\n', 'a\0', 'a%2eb',
    'a%', '%61', 'a,b', 'a;b', 'a/b', 'a/', '/a', '\\a', 'a\\b', 'a?b', 'a#b', 'a@b', 'evil@127.0.0.1', 'http://a', 'a:', 'a:0', 'a:00080',
    'a:080', 'a:65536', 'a:99999999999', 'a:-1', 'a:+80', 'a:8 0', 'a:80:80', 'a:http', ':80', '*', '*.example', `${label}a`, `${longest}a`,
    // Odd spellings of addresses.
    '127.1', '127.0.1', '2130706433', '0x7f.1', '0x7f000001', '0X7F.0.0.1', '0177.0.0.1', '017700000001', '010.0.0.1', '127.0.0.01', '00.0.0.0',
    '256.0.0.1', '127.0.0.1.', '127.0.0.256', '1.2.3.4.5', '127.0.0.0x1', '0x', 'a.0x7f', 'a.1', '0', '999', '127。0。0。1', '①②⑦.⓪.⓪.①', '１２７.0.0.1',
    '::1', '[::1', '::1]', '[]', '[:]', '[:::]', '[1::2::3]', '[1:2:3:4:5:6:7]', '[1:2:3:4:5:6:7:8:9]', '[1:2:3:4:5:6:7:8::]', '[::12345]', '[::g]',
    '[::ffff:127.0.0.1]', '[fe80::1%eth0]', '[fe80::1%25eth0]', '[v1.a]', '[::1]a', '[::1]:', '[ ::1]', 'a[::1]', '[::1]:0', '[1:2:3:4:5:6:7:]',
    'ex\u00e4mple.com', 'exa\u0000mple.com', '\u212aelvin.example', 'i\u0307.example', 'ﬀ.example', 'a\u00adb.example',
  ])('refuses %j', (text) => {
    const parsed = parseCacheHostOrigin(text);
    expect(parsed.kind === 'refused' ? parsed.error : parsed).toMatch(/^Cannot take cacheHostOrigin "[ -~]*": (?:write|its port|an IPv)/);
  }); // prettier-ignore
});
