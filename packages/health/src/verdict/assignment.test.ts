import { expect, test } from 'bun:test';
import { Assignment } from './assignment.ts';

const FIVE = ['ams-1', 'fra-1', 'lon-1', 'par-1', 'vie-1'];
const NODES = 10_000;

test('Assignment gives each node as many monitors as the overlap says, all of them where there are fewer', () => {
  const five = new Assignment(FIVE, 3);
  const two = new Assignment(FIVE.slice(0, 2), 3);
  for (let node = 0; node < NODES; node++) {
    expect(FIVE.filter((monitor) => five.isAssigned(monitor, node)).length).toBe(3);
    expect(two.maskOf(node)).toBe(0b11);
  }
});

test('Assignment is the same whatever order monitors are named in', () => {
  const one = new Assignment(FIVE, 2);
  const other = new Assignment(FIVE.toReversed(), 2);
  expect(other.masks(NODES)).toEqual(one.masks(NODES));
});

test('Assignment shares nodes out evenly', () => {
  const assignment = new Assignment(FIVE, 3);
  const perMonitor = FIVE.map(
    (monitor) =>
      Array.from({ length: NODES }, (_, node) => node).filter((node) => assignment.isAssigned(monitor, node)).length,
  );
  // 3 of 5 monitors for each node: 6,000 expected, standard deviation 49.
  for (const count of perMonitor) expect(Math.abs(count - 6_000)).toBeLessThan(250);
});

test('a monitor that goes moves its own nodes and no others', () => {
  const before = new Assignment(FIVE, 3);
  const after = new Assignment(FIVE.slice(0, 4), 3);
  let moved = 0;
  for (let node = 0; node < NODES; node++) {
    const kept = FIVE.slice(0, 4).filter((monitor) => before.isAssigned(monitor, node));
    for (const monitor of kept) expect(after.isAssigned(monitor, node)).toBe(true);
    if (kept.length < 3) moved++;
  }
  expect(moved).toBeGreaterThan(5_000);
});

test('Assignment refuses more monitors than a word has bits', () => {
  const many = Array.from({ length: 33 }, (_, index) => `m-${index}`);
  expect(() => new Assignment(many, 3)).toThrow(
    'Cannot share out nodes: there may be at most 32 monitors: received 33',
  );
});
