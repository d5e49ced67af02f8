import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { BY, scratchManagement, type ScratchManagement } from './testing/scratch-management.ts';

const BLOCKS = Array.from({ length: 3_000 }, (_, index) => `5.${index >>> 8}.${index & 255}.0/24`);
/** One turn in a hundred lookups, less a few for what the operations do before. */
const LEAST_TURNS = BLOCKS.length / 100 - 2;

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
});
afterEach(() => scratch.end());

/** How often something else had the thread while an operation ran. */
async function turnsDuring(operation: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let running = true;
  const count = () => {
    turns++;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  await operation();
  running = false;
  return turns;
}

describe('an operation on thousands of blocks lets others go first', () => {
  const node = { name: 'Big', servers: '23.0.0.1', claims: BLOCKS };

  test('when a node is made', async () => {
    const turns = await turnsDuring(() => scratch.management.createNode(node, { ...BY, dryRun: true }));
    expect(turns).toBeGreaterThanOrEqual(LEAST_TURNS);
  });

  test('when it is counted what moves to the CDN', async () => {
    await scratch.management.createNode(node, BY);
    const turns = await turnsDuring(() => scratch.management.disableNode('Big', { ...BY, why: 'test', dryRun: true }));
    expect(turns).toBeGreaterThanOrEqual(LEAST_TURNS);
  });

  test('when an import is tried', async () => {
    const rows = BLOCKS.map((block) => `acme,Big,,${block}`);
    async function* file() {
      yield ['customer,node,server,blocks', ...rows].join('\n');
    }
    const turns = await turnsDuring(() => scratch.management.importRows(file(), {}, { ...BY, dryRun: true }));
    expect(turns).toBeGreaterThanOrEqual(LEAST_TURNS);
  });
});
