import { Address, Prefix } from '@nearhop/ip';
import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { clientAddress } from './client-address.ts';

const TRUSTED = [Prefix.parse('10.0.0.0/8'), Prefix.parse('fd00::/8')];
const PEER = Address.parse('10.0.0.1');

const trustedHop = fc.constantFrom('10.1.2.3', 'fd00::7', '::ffff:10.9.9.9');
const untrustedHop = fc.constantFrom('81.2.3.4', '2a00:1450::1', '127.0.0.1', '0.0.0.0');
const anything = fc.oneof(
  trustedHop,
  untrustedHop,
  fc.string().map((text) => text.replaceAll(/[,"]/g, '')),
);

describe('clientAddress', () => {
  test('is the hop left of the trusted ones, whatever the client put in front of it', () => {
    fc.assert(
      fc.property(
        fc.array(anything, { maxLength: 3 }),
        untrustedHop,
        fc.array(trustedHop, { maxLength: 5 }),
        (made, client, proxies) => {
          const xForwardedFor = [...made, client, ...proxies].join(', ');
          fc.pre(xForwardedFor.length <= 1_024);
          const found = clientAddress(PEER, { xForwardedFor, forwarded: null }, TRUSTED);
          expect(found?.toString()).toBe(Address.parse(client).toString());
        },
      ),
    );
  });

  test('never throws, and gives an address or nothing', () => {
    const header = fc.option(fc.string({ unit: 'binary', maxLength: 200 }));
    fc.assert(
      fc.property(header, header, (xForwardedFor, forwarded) => {
        const found = clientAddress(PEER, { xForwardedFor, forwarded }, TRUSTED);
        expect(found === undefined || found instanceof Address).toBe(true);
      }),
    );
  });
});
