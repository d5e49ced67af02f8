import { describe, expect, test } from 'bun:test';
import type { ClaimState } from '@nearhop/contracts';
import type { RecordWrite } from '../records.ts';
import type { CommitOutcome, Registry } from '../registry.ts';
import { changeOf, claimWrite, gone, mustCommit } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

/** Claim in the change → claim in its way, by id. */
function conflictsOf(outcome: CommitOutcome): Record<string, string> {
  if (outcome.kind !== 'overlap') throw new Error(`Expected an overlap: ${JSON.stringify(outcome)}`);
  return Object.fromEntries(outcome.conflicts.map((conflict) => [conflict.claim, conflict.with.id]));
}

async function refusedFor(registry: Registry, ...writes: readonly RecordWrite[]): Promise<Record<string, string>> {
  const before = await registry.position();
  const outcome = await registry.commit(changeOf(...writes), []);
  expect(await registry.position()).toEqual(before);
  return conflictsOf(outcome);
}

const STANDING: readonly [what: string, standing: string, wanted: string][] = [
  ['an equal prefix', '10.1.0.0/16', '10.1.0.0/16'],
  ['a prefix inside', '10.1.0.0/16', '10.1.255.0/24'],
  ['the first address inside', '10.1.0.0/16', '10.1.0.0/32'],
  ['the last address inside', '10.1.0.0/16', '10.1.255.255/32'],
  ['an enclosing prefix', '10.1.0.0/16', '10.0.0.0/8'],
  ['an enclosing prefix with the same start', '10.0.0.0/16', '10.0.0.0/8'],
  ['everything', '10.1.0.0/16', '0.0.0.0/0'],
  ['a prefix inside everything', '0.0.0.0/0', '255.255.255.255/32'],
  ['an IPv6 prefix inside', '2001:db8::/32', '2001:db8:ffff:ffff::/64'],
  ['an enclosing IPv6 prefix', '2001:db8:0:1::/64', '2001:db8::/33'],
  ['an IPv6 prefix of all 128 bits', '2001:db8::/127', '2001:db8::1/128'],
];

const CLEAR: readonly [what: string, standing: string, wanted: string][] = [
  ['the neighbour before', '10.1.0.0/16', '10.0.0.0/16'],
  ['the neighbour after', '10.1.0.0/16', '10.2.0.0/16'],
  ['the other family', '0.0.0.0/0', '::/0'],
  ['an IPv6 prefix whose first word is an IPv4 address', '32.1.13.0/24', '2001:d00::/24'],
];

export function overlapContract(openFresh: OpenFresh): void {
  describe('overlap', () => {
    test.each(STANDING)("%s of another customer's block is refused", (_, standing, wanted) =>
      withFresh(openFresh, async ({ registry }) => {
        const first = claimWrite(1, 'acme', standing);
        const second = claimWrite(2, 'other', wanted);
        await mustCommit(registry, first);
        expect(await refusedFor(registry, second)).toEqual({ [second.id]: first.id });
      }),
    );

    test.each(CLEAR)('%s is accepted', (_, standing, wanted) =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, claimWrite(1, 'acme', standing));
        await mustCommit(registry, claimWrite(2, 'other', wanted));
      }),
    );

    test('names the cause and the whole claim that stands in the way', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, claimWrite(1, 'acme', '10.0.0.0/8'));
        const outcome = await registry.commit(changeOf(claimWrite(2, 'other', '10.1.0.0/16')), []);
        const value = { node: claimWrite(1, 'acme', '10.0.0.0/8').value?.node, customer: 'acme', prefix: '10.0.0.0/8' };
        const standing = { kind: 'claim', revision: 1, value: { ...value, state: 'valid', shared: false } };
        expect(outcome).toMatchObject({ kind: 'overlap', conflicts: [{ cause: 'other-customer', with: standing }] });
      }));

    test.each(['in-review', 'attention-required'] satisfies ClaimState[])(
      'a claim that is %s reserves nothing and is refused nothing',
      (state) =>
        withFresh(openFresh, async ({ registry }) => {
          const pending = claimWrite(1, 'acme', '10.0.0.0/8', { state, text: 'why' });
          await mustCommit(registry, pending, claimWrite(3, 'third', '10.0.0.0/8', { state }));
          await mustCommit(registry, claimWrite(2, 'other', '10.1.0.0/16'));
          await mustCommit(registry, claimWrite(4, 'fourth', '10.1.0.0/16', { state }));
          const approved = claimWrite(1, 'acme', '10.0.0.0/8');
          expect(await refusedFor(registry, approved)).toEqual({
            [approved.id]: claimWrite(2, 'other', '10.1.0.0/16').id,
          });
        }),
    );

    test('nesting among nodes of one customer is allowed', () =>
      withFresh(openFresh, async ({ registry }) => {
        const prefixes = ['10.0.0.0/8', '10.0.0.0/16', '10.0.0.0/24', '2001:db8::/32', '2001:db8::/48'];
        await mustCommit(registry, ...prefixes.map((prefix, index) => claimWrite(index, 'acme', prefix)));
      }));

    test("an equal prefix of a node of one's own is refused unless one of the two is shared", () =>
      withFresh(openFresh, async ({ registry }) => {
        const first = claimWrite(1, 'acme', '10.0.0.0/8');
        await mustCommit(registry, first);
        const twin = claimWrite(2, 'acme', '10.0.0.0/8');
        expect(await refusedFor(registry, twin)).toEqual({ [twin.id]: first.id });
        expect(await registry.commit(changeOf(twin), [])).toMatchObject({ conflicts: [{ cause: 'own-node' }] });
        await mustCommit(registry, claimWrite(2, 'acme', '10.0.0.0/8', { shared: true }));
        await mustCommit(registry, first); // written again as it is
        const third = claimWrite(3, 'acme', '10.0.0.0/8');
        expect(await refusedFor(registry, third)).toEqual({ [third.id]: first.id });
      }));

    test('claims of one change are checked against each other', () =>
      withFresh(openFresh, async ({ registry }) => {
        const outer = claimWrite(1, 'acme', '10.0.0.0/8');
        const inner = claimWrite(2, 'other', '10.1.0.0/16');
        const named = Object.keys(await refusedFor(registry, inner, claimWrite(1, 'acme', '11.0.0.0/8'), outer));
        expect([outer.id, inner.id]).toEqual(expect.arrayContaining(named));
        await refusedFor(registry, claimWrite(1, 'acme', '10.0.0.0/8'), claimWrite(2, 'acme', '10.0.0.0/8'));
      }));

    test('names every claim of the change that a standing block is in the way of', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, claimWrite(1, 'acme', '10.0.0.0/16'), claimWrite(2, 'other', '10.65.5.0/24'));
        const bad = ['10.0.0.0/8', '10.0.0.0/16', '10.0.1.0/24', '10.64.0.0/12', '10.65.0.0/16'].map((prefix) =>
          claimWrite(3, 'third', prefix),
        );
        const good = ['10.2.0.0/16', '11.0.0.0/8'].map((prefix) => claimWrite(3, 'third', prefix));
        expect(Object.keys(await refusedFor(registry, ...bad, ...good)).toSorted()).toEqual(
          bad.map(({ id }) => id).toSorted(),
        );
        await mustCommit(registry, ...good);
      }));

    test('names a claim inside a standing block, though its neighbour in the change equals that block', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, claimWrite(1, 'acme', '10.1.0.0/16'));
        const wanted = ['10.0.0.0/16', '10.1.0.0/16', '10.1.2.0/24'].map((prefix) => claimWrite(2, 'other', prefix));
        const named = wanted.slice(1).map(({ id }) => id);
        expect(Object.keys(await refusedFor(registry, ...wanted)).toSorted()).toEqual(named.toSorted());
      }));

    test("names two nodes of one's own that want one prefix, though a neighbour of another customer is in their way too", () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, claimWrite(1, 'acme', '2001:db8::/33'));
        const around = claimWrite(3, 'third', '2001:db8::/64');
        const twins = [1, 2].map((node) => claimWrite(node, 'acme', '2001:db8::1/128'));
        const named = Object.keys(await refusedFor(registry, around, ...twins));
        expect(named).toContain(around.id);
        expect(twins.some(({ id }) => named.includes(id))).toBe(true);
      }));

    test('what the same change removes or demotes is not in the way', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, claimWrite(1, 'acme', '10.0.0.0/8'));
        await mustCommit(registry, claimWrite(2, 'other', '10.1.0.0/16'), gone(claimWrite(1, 'acme', '10.0.0.0/8')));
        const demoted = claimWrite(2, 'other', '10.1.0.0/16', { state: 'attention-required' });
        await mustCommit(registry, claimWrite(1, 'acme', '10.0.0.0/8'), demoted);
      }));

    test('a block may change hands in one change', () =>
      withFresh(openFresh, async ({ registry }) => {
        await mustCommit(registry, claimWrite(1, 'acme', '10.0.0.0/8'));
        await mustCommit(registry, claimWrite(1, 'other', '10.0.0.0/8'));
        const [block] = await registry.list('claim', { customer: 'other', limit: 2 });
        expect(block).toMatchObject({ revision: 2, value: { customer: 'other' } });
        await refusedFor(registry, claimWrite(1, 'acme', '10.0.0.0/9'));
      }));
  });
}
