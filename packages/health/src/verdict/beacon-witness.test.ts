import { expect, test } from 'bun:test';
import { BeaconWitness } from './beacon-witness.ts';
import { HEALTH_POLICY } from './health-policy.ts';

test('BeaconWitness counts distinct networks within 30 s', () => {
  const witness = new BeaconWitness(HEALTH_POLICY);
  for (const [network, atMs] of [
    [1, 0],
    [1, 5_000],
    [2, 10_000],
    [0xffffffff, 30_000],
  ] as const) {
    witness.record(4, network, 'failed', atMs);
  }
  expect(witness.failingNetworks(4, 30_000)).toBe(3);
  expect(witness.isWitness(4, 35_000)).toBe(true);
  expect(witness.isWitness(4, 35_001)).toBe(false);
  expect(witness.failingNetworks(3, 30_000)).toBe(0);
  expect(witness.failingNetworks(400, 30_000)).toBe(0);
});

test('BeaconWitness no longer counts a network that fetched since', () => {
  const witness = new BeaconWitness(HEALTH_POLICY);
  for (const network of [1, 2, 3]) witness.record(0, network, 'failed', 0);
  witness.record(0, 2, 'fetched', 1);
  witness.record(0, 9, 'fetched', 1);
  expect(witness.failingNetworks(0, 1)).toBe(2);
});

test('BeaconWitness remembers a bounded number of networks for each node', () => {
  const witness = new BeaconWitness(HEALTH_POLICY);
  for (let network = 0; network < 1_000; network++) witness.record(0, network, 'failed', network);
  expect([...witness.failures()].length).toBe(8);
});
