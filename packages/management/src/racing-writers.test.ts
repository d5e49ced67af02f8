import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { BY, scratchManagement, type ScratchManagement } from './testing/scratch-management.ts';
import { ManagementError } from './management-error.ts';

let scratch: ScratchManagement;
beforeEach(async () => {
  scratch = await scratchManagement();
});
afterEach(() => scratch.end());

const WRITERS = 8;
const writers = Array.from({ length: WRITERS }, (_, index) => index);

describe('writers at once', () => {
  test('make the default customer once', async () => {
    await Promise.all(writers.map((n) => scratch.management.createNode({ name: `n${n}` }, BY)));
    expect((await scratch.registry.position()).counts).toMatchObject({ customer: 1, node: WRITERS });
  });

  test('make one node of a name, and the others are told', async () => {
    const outcomes = await Promise.allSettled(writers.map(() => scratch.management.createNode({ name: 'same' }, BY)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as ManagementError] : [],
    );
    expect(refused.map((error) => [error instanceof ManagementError, error.code])).toEqual(
      Array.from({ length: WRITERS - 1 }, () => [true, 'exists']),
    );
  });

  test('that claim overlapping space get one valid block; the others need attention', async () => {
    for (const n of writers) await scratch.management.createCustomer({ id: `isp-${n}` }, BY);
    const lengths = [8, 12, 16, 20, 24];
    let rounds = 0;
    for (const round of writers) {
      const made = await Promise.all(
        writers.map((n) => {
          const claims = [`${20 + round}.0.0.0/${lengths[(n + round) % lengths.length] ?? 8}`];
          return scratch.management.createNode({ name: `r${round}`, customer: `isp-${n}`, claims }, BY);
        }),
      );
      const states = made.map(({ node }) => node.claims[0]?.state);
      expect(states.filter((state) => state === 'valid')).toHaveLength(1);
      expect(states.filter((state) => state === 'attention-required')).toHaveLength(WRITERS - 1);
      rounds++;
    }
    expect(rounds).toBe(WRITERS);
  });

  test('that import while a node is deleted leave no claim without its node', async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) => `isp,n,,9.${index >> 8}.${index & 255}.0/24\n`).join('');
    async function* source() {
      yield 'customer,node,server,blocks\n';
      yield rows;
    }
    let deleted = 0;
    const report = async () => {
      await scratch.management.deleteNode('isp/n', { ...BY, why: 'racing', force: true }).then(
        () => deleted++,
        () => undefined, // not made yet
      );
    };
    await scratch.management.importRows(source(), { report }, BY);
    expect(deleted).toBeGreaterThan(0);
    const { pages } = await scratch.registry.snapshot();
    const nodes = new Set<string>();
    const orphans: string[] = [];
    for await (const page of pages) {
      for (const { kind, id, value } of page) {
        if (kind === 'node') nodes.add(id);
        if (kind === 'claim' && !nodes.has(value.node)) orphans.push(id);
      }
    }
    expect(orphans).toEqual([]);
  });
});
