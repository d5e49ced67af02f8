import { Address, Prefix } from '@nearhop/ip';
import { describe, expect, test } from 'bun:test';
import { clientAddress } from './client-address.ts';

const TRUSTED = [Prefix.parse('10.0.0.0/8')];

function clientOf(peer: string, xForwardedFor: string | null, forwarded: string | null = null): string {
  return clientAddress(Address.parse(peer), { xForwardedFor, forwarded }, TRUSTED)?.toString() ?? 'bad';
}

/** test/corpora/forwarded.txt holds the many; these are for reading. */
describe('clientAddress', () => {
  test('never looks at the headers of a peer that is not trusted', () => {
    expect(clientOf('81.2.3.4', '6.6.6.6', 'for=6.6.6.6')).toBe('81.2.3.4');
    expect(clientAddress(Address.parse('10.0.0.1'), { xForwardedFor: '6.6.6.6', forwarded: null }, [])?.a).toBe(
      Address.parse('10.0.0.1').a,
    );
  });

  test('walks from the right past trusted hops to the first that is none', () => {
    expect(clientOf('10.0.0.1', '6.6.6.6, 81.2.3.4, 10.0.0.2')).toBe('81.2.3.4');
    expect(clientOf('10.0.0.1', null, 'for=6.6.6.6, for="81.2.3.4:5000";proto=https, for=10.0.0.2')).toBe('81.2.3.4');
    expect(clientOf('::ffff:10.0.0.1', '10.0.0.3, 10.0.0.2')).toBe('10.0.0.3');
  });

  test('is bad when a hop that it meets cannot be read, and only then', () => {
    expect(clientOf('10.0.0.1', '81.2.3.4, unknown')).toBe('bad');
    expect(clientOf('10.0.0.1', 'unknown, 81.2.3.4')).toBe('81.2.3.4');
  });

  test('is the peer when headers differ, or hold more than 10 hops or 1 KiB', () => {
    expect(clientOf('10.0.0.1', '81.2.3.4', 'for=81.2.3.5')).toBe('10.0.0.1');
    expect(clientOf('10.0.0.1', Array.from({ length: 11 }, () => '81.2.3.4').join())).toBe('10.0.0.1');
    expect(clientOf('10.0.0.1', '81.2.3.4'.padStart(1_025))).toBe('10.0.0.1');
  });

  test('is unreadable without a peer', () => {
    expect(clientAddress(undefined, { xForwardedFor: '81.2.3.4', forwarded: null }, TRUSTED)).toBeUndefined();
  });
});
