import { describe, expect, test } from 'bun:test';
import { Fleet } from '../testing/fleet.ts';
import { AdmittedShares, NO_LOAD } from './admitted-shares.ts';
import { HEALTH_POLICY } from './health-policy.ts';

function sharesOf(count: number): AdmittedShares {
  const shares = new AdmittedShares(HEALTH_POLICY);
  shares.reserve(count);
  return shares;
}

describe('a slow start', () => {
  test('takes 60 s from a share of 1 to 100 percent', () => {
    const shares = sharesOf(1);
    shares.startSlowly(0, 1_000);
    const at = (ms: number) => shares.shareOf(0, 1_000 + ms);
    expect([at(0), at(600), at(30_000), at(59_999), at(60_000), at(90_000)]).toEqual([1, 1, 50, 99, 100, 100]);
  });

  test('follows on a return from down, and not on a first verdict', () => {
    const fleet = new Fleet({ nodes: 2 });
    expect([...fleet.judged.entries]).toEqual([102, 102]);
    fleet.say('refused', [1]);
    fleet.run(5);
    fleet.say('up', [1]);
    fleet.run(1);
    expect([...fleet.judged.entries]).toEqual([102, 3]);
    fleet.run(30);
    expect([...fleet.judged.entries]).toEqual([102, 52]);
    fleet.run(30);
    expect([...fleet.judged.entries]).toEqual([102, 102]);
  });
});

describe('full', () => {
  const loads = (...values: number[]) => Uint8Array.from(values);

  test('is a share of 0 from the limit on until the load is under 90 %', () => {
    const shares = sharesOf(1);
    const seen = [99, 100, 95, 90, 89, 95].map((load) => {
      shares.takeLoads(loads(load));
      return shares.shareOf(0, 0);
    });
    expect(seen).toEqual([100, 0, 0, 0, 100, 100]);
  });

  test('lasts while the load is not known', () => {
    const shares = sharesOf(2);
    shares.takeLoads(loads(120, NO_LOAD));
    shares.takeLoads(loads(NO_LOAD));
    expect([shares.shareOf(0, 0), shares.shareOf(1, 0)]).toEqual([0, 100]);
  });

  test('is in the vector as up with a share of 0', () => {
    const fleet = new Fleet({ nodes: 2 });
    fleet.keeper.take({ kind: 'loads', atMs: fleet.nowMs, loads: loads(130, 20) });
    fleet.run(1);
    expect([...fleet.judged.entries]).toEqual([2, 102]);
  });
});
