import { describe, expect, test } from 'bun:test';
import { AddressPolicy } from './address-policy.ts';
import { Address } from './address.ts';
import { PrefixError } from './prefix-error.ts';
import { Prefix } from './prefix.ts';
import { specialUses } from './special-use.ts';

const production = policy([]);
const owner = policy(['10.0.0.0/8', '198.18.0.0/15', 'fd00::/8']);
const lab = new AddressPolicy({ privateNetworks: [], lab: true });

describe('AddressPolicy in production', () => {
  test('allows public space everything', () => {
    expect(allowed(production, '2.21.234.9')).toBe('client server origin claim');
    expect(allowed(production, '2a00:1450::1')).toBe('client server origin claim');
  });

  test('allows special-use space nothing', () => {
    for (const { prefix } of specialUses) {
      expect({ prefix: prefix.toString(), allowed: allowed(production, prefix.last().toString()) }).toEqual({
        prefix: prefix.toString(),
        allowed: '',
      });
      expect(production.allowsClaim(prefix)).toBe(false);
    }
  });

  test('refuses a claim around special-use space', () => {
    for (const claim of ['0.0.0.0/0', '10.0.0.0/7', '192.168.0.0/15', '::/0', '2000::/3']) {
      expect(production.allowsClaim(Prefix.parse(claim))).toBe(false);
    }
  });
});

describe('AddressPolicy with private networks', () => {
  test('allows clients, servers and claims inside them, and no origin', () => {
    expect(allowed(owner, '10.1.2.3')).toBe('client server claim');
    expect(allowed(owner, '198.19.0.1')).toBe('client server claim');
    expect(allowed(owner, 'fd00::1')).toBe('client server claim');
    expect(allowed(owner, '::ffff:10.1.2.3')).toBe('client server claim');
  });

  test('allows nothing in special-use space beside them', () => {
    for (const address of ['192.168.1.1', '127.0.0.1', 'fc00::1', '169.254.169.254']) {
      expect(allowed(owner, address)).toBe('');
    }
  });

  test('refuses a claim that is wider than a private network', () => {
    expect(owner.allowsClaim(Prefix.parse('10.0.0.0/8'))).toBe(true);
    expect(owner.allowsClaim(Prefix.parse('10.0.0.0/7'))).toBe(false);
    expect(owner.allowsClaim(Prefix.parse('fc00::/7'))).toBe(false);
  });

  test.each([
    '8.8.8.0/24',
    '10.0.0.0/7',
    '0.0.0.0/0',
    '224.0.0.0/8',
    '169.254.0.0/16',
    '2002::/16',
    '64:ff9b::/96',
    '::/128',
  ])('refuses %s as a private network', (network) => {
    expect(() => policy([network])).toThrow(PrefixError);
  });

  test('says what a private network may be', () => {
    expect(() => policy(['8.8.8.0/24'])).toThrow(
      'Cannot own prefix "8.8.8.0/24": a private network must lie inside space like 10.0.0.0/8, 100.64.0.0/10 or fc00::/7: received public space, which needs no entry',
    );
    expect(() => policy(['169.254.0.0/24'])).toThrow('received Link Local (169.254.0.0/16, RFC 3927)');
    expect(() => policy(['10.0.0.0/7'])).toThrow('received more than Private-Use (10.0.0.0/8, RFC 1918)');
  });
});

describe('AddressPolicy in a lab', () => {
  test.each(['127.0.1.5', '::1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '2.21.234.9'])(
    'allows %s everything',
    (address) => {
      expect(allowed(lab, address)).toBe('client server origin claim');
    },
  );

  test.each([
    '0.0.0.0',
    '169.254.169.254',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '2002:7f00:1::',
    '64:ff9b::7f00:1',
    'fe80::1',
    'ff02::1',
  ])('allows %s nothing', (address) => {
    expect(allowed(lab, address)).toBe('');
  });

  test('allows claims inside private space, none around it', () => {
    expect(lab.allowsClaim(Prefix.parse('127.0.1.0/24'))).toBe(true);
    expect(lab.allowsClaim(Prefix.parse('127.0.0.0/8'))).toBe(true);
    expect(lab.allowsClaim(Prefix.parse('126.0.0.0/7'))).toBe(false);
  });
});

function policy(networks: readonly string[]): AddressPolicy {
  return new AddressPolicy({ privateNetworks: networks.map((text) => Prefix.parse(text)), lab: false });
}

/** What the policy allows an address, and the prefix of just this address. */
function allowed(policy: AddressPolicy, text: string): string {
  const address = Address.parse(text);
  return [
    policy.allowsClient(address) ? 'client' : [],
    policy.allowsServer(address) ? 'server' : [],
    policy.allowsOrigin(address) ? 'origin' : [],
    policy.allowsClaim(Prefix.containing(address, address.family === 4 ? 32 : 128)) ? 'claim' : [],
  ]
    .flat()
    .join(' ');
}
