import { expect, test } from 'bun:test';
import {
  agreesWithGolden,
  deleteUndoesInsert,
  independentOfOrder,
  snapshotRoundTrip,
} from '../../../test/prove/routing/table-properties.ts';

const SEED = 20_260_617;

test('RadixTree agrees with GoldenTable whatever is inserted, replaced and deleted', () => {
  const { tried, failures } = agreesWithGolden({ seed: SEED, runs: 100 });
  expect(failures).toEqual([]);
  expect(tried).toBeGreaterThan(6_000);
});

test('RadixTree is independent of the order of insertion', () => {
  const { tried, failures } = independentOfOrder({ seed: SEED, runs: 40 });
  expect(failures).toEqual([]);
  expect(tried).toBeGreaterThan(200);
});

test('RadixTree.delete undoes insert', () => {
  const { tried, failures } = deleteUndoesInsert({ seed: SEED, runs: 60 });
  expect(failures).toEqual([]);
  expect(tried).toBeGreaterThan(900);
});

test('RadixTree.decode gives back what encode took and refuses damaged bytes', () => {
  const { tried, failures } = snapshotRoundTrip({ seed: SEED, runs: 40 });
  expect(failures).toEqual([]);
  expect(tried).toBeGreaterThan(500);
});
