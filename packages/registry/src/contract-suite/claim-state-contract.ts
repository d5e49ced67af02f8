import { describe, expect, test } from 'bun:test';
import type { Claim, ClaimState } from '@nearhop/contracts';
import { EMPTY_DIGEST, recordHash, xorDigest } from '../record-hash.ts';
import type { PendingClaimsOptions, Registry } from '../registry.ts';
import { readAll } from './collect.ts';
import { AT, changeOf, claimWrite, gone, mustCommit, nodeId } from './example-records.ts';
import { withFresh, type OpenFresh } from './fresh-registry.ts';

type Pending = PendingClaimsOptions['states'][number];
const PENDING: readonly Pending[] = ['in-review', 'attention-required', 'released'];

const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);

/** Every member that a claim may have, with text that a line or a pattern might trip over. */
const DETAILS: Partial<Claim> = {
  text: 'Überlappung\n"mit" {1} \u2028 §',
  basis: 'review',
  claimedBy: 'ops@acme.example',
  since: AT,
  thread: [
    { at: AT, by: 'ops@acme.example', role: 'claimant', text: 'Why? {"a":1}' },
    { at: AT, by: 'rev@isp.example', role: 'reviewer', text: '10.0.0.0/8 is not yours' },
  ],
};

/** Pages through the pending claims. */
async function allPending(registry: Registry, options: Omit<PendingClaimsOptions, 'after'>): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await registry.pendingClaims({ ...options, ...(after !== undefined && { after }) });
    found.push(...ids(page));
    after = page.at(-1)?.id;
    if (page.length < options.limit) return found;
  }
}

export function claimStateContract(openFresh: OpenFresh): void {
  describe('claim states', () => {
    test.each([...PENDING, 'valid'] satisfies ClaimState[])(
      'a claim that is %s keeps every member, and all are hashed',
      (state) =>
        withFresh(openFresh, async ({ registry, reopen }) => {
          const full = claimWrite(1, 'acme', '2001:db8::/32', { state, shared: true, ...DETAILS });
          const some = claimWrite(1, 'acme', '10.0.0.0/8', { state, since: AT });
          const { digest } = await mustCommit(registry, full, some);
          for (const { kind, id, value } of [full, some]) {
            expect(await (await reopen('follow')).get(kind, id)).toEqual({ kind, id, revision: 1, value } as never);
          }
          const { records } = await readAll(registry);
          expect(records).toHaveLength(2);
          expect(digest).toBe(
            xorDigest(
              EMPTY_DIGEST,
              records.map((record) => recordHash(record)),
            ),
          );
          const changed = await mustCommit(registry, {
            ...full,
            value: full.value && { ...full.value, claimedBy: 'x' },
          });
          expect(await registry.get('claim', full.id)).toMatchObject({
            revision: 2,
            value: { claimedBy: 'x', basis: 'review' },
          });
          expect(changed.digest).not.toBe(digest);
        }),
    );

    test('a block that is released reserves nothing, and is refused when it comes back where another stands', () =>
      withFresh(openFresh, async ({ registry }) => {
        const block = claimWrite(1, 'acme', '10.0.0.0/8');
        await mustCommit(registry, block);
        await mustCommit(registry, claimWrite(1, 'acme', '10.0.0.0/8', { state: 'released', basis: 'allowance' }));
        const other = claimWrite(2, 'other', '10.1.0.0/16');
        await mustCommit(registry, other);
        expect(await registry.commit(changeOf(block), [])).toMatchObject({
          kind: 'overlap',
          conflicts: [{ claim: block.id, with: { id: other.id } }],
        });
        await mustCommit(registry, gone(other), block);
        expect(await registry.pendingClaims({ states: PENDING, limit: 9 })).toEqual([]);
      }));

    test('pendingClaims pages in the order of prefixes, by states and customer', () =>
      withFresh(openFresh, async ({ registry }) => {
        const claims = Array.from({ length: 60 }, (_, index) => {
          const prefix = index % 5 === 4 ? `2001:db8:${index}::/48` : `${index % 3 === 0 ? 9 : 100}.${index}.0.0/16`;
          const state = [...PENDING, 'valid' as const][index % 4] ?? 'valid';
          return claimWrite(index % 7, index % 7 < 4 ? 'acme' : 'r', prefix, { state, since: AT });
        });
        // Two nodes with one prefix, and one inside it.
        const twins = [1, 2].map((number) => claimWrite(number, 'acme', '50.0.0.0/8', { state: 'in-review' }));
        await mustCommit(registry, ...claims, ...twins, claimWrite(1, 'acme', '50.0.0.0/16', { state: 'in-review' }));
        const all = (await registry.list('claim', { limit: 1_000 })).map(({ id, value }) => ({ id, value }));
        const subsets: Pending[][] = [['in-review'], ['released'], ['attention-required', 'in-review'], [...PENDING]];
        for (const states of subsets) {
          for (const customer of [undefined, 'acme', 'r', 'nobody']) {
            const wanted = all.filter(
              ({ value }) =>
                states.some((state) => state === value.state) &&
                (customer === undefined || value.customer === customer),
            );
            expect(wanted.length > 0).toBe(customer !== 'nobody');
            for (const limit of [1, 3, 1_000]) {
              expect(
                await allPending(registry, { states, limit, ...(customer !== undefined && { customer }) }),
              ).toEqual(ids(wanted));
            }
          }
        }
        expect(await registry.pendingClaims({ states: [], limit: 5 })).toEqual([]);
        expect(registry.pendingClaims({ states: PENDING, limit: 0 })).rejects.toThrow(RangeError);
        expect(registry.pendingClaims({ states: PENDING, limit: 1, after: 'x' })).rejects.toThrow(RangeError);
      }));

    test('pendingClaims follows each change of state, of customer and of what is there', () =>
      withFresh(openFresh, async ({ registry }) => {
        const of = async (state: Pending, customer?: string) =>
          (await registry.pendingClaims({ states: [state], limit: 9, ...(customer !== undefined && { customer }) }))
            .length;
        const shown = async () => [
          ...(await Promise.all(PENDING.map((state) => of(state)))),
          await of('in-review', 'acme'),
        ];
        const claim = (state: ClaimState, customer = 'acme') => claimWrite(1, customer, '10.0.0.0/8', { state });
        const steps: readonly [() => Parameters<typeof mustCommit>[1], number[]][] = [
          [() => claim('in-review'), [1, 0, 0, 1]],
          [() => claim('in-review'), [1, 0, 0, 1]],
          [() => claim('attention-required'), [0, 1, 0, 0]],
          [() => claim('in-review', 'other'), [1, 0, 0, 0]],
          [() => claim('valid'), [0, 0, 0, 0]],
          [() => claim('released'), [0, 0, 1, 0]],
          [() => gone(claim('released')), [0, 0, 0, 0]],
          [() => claim('in-review'), [1, 0, 0, 1]],
          [() => gone(claim('in-review')), [0, 0, 0, 0]],
        ];
        for (const [write, counts] of steps) {
          await mustCommit(registry, write());
          expect(await shown()).toEqual(counts);
        }
        expect(await registry.claimsOf(nodeId(1), { limit: 9 })).toEqual([]);
      }));
  });
}
