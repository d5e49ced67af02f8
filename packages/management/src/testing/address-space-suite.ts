import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Registry } from '@nearhop/registry';
import { ALLOWANCE_TEXT, CAREFUL_TEXT, OVERLAP_TEXT } from '../claim-state.ts';
import { by, ClaimDesk } from './claim-desk.ts';
import { refusalOf, told } from './scratch-management.ts';

/** An empty registry, and how it goes away. */
export interface FreshStore {
  readonly registry: Registry;
  dispose(): Promise<void>;
}

// 32,768 + 16,384 + 512 + 256 + 64 + 16 addresses: fifty thousand, to the address.
const FIFTY_THOUSAND = ['5.0.0.0/17', '5.1.0.0/18', '5.2.0.0/23', '5.2.2.0/24', '5.2.3.0/26', '5.2.3.64/28'];

/** The three states of the seed's table "IP address space approval", and every way from one to another, on one driver. */
export function addressSpaceSuite(driver: string, open: () => Promise<FreshStore>): void {
  let store: FreshStore;
  let desk: ClaimDesk;
  beforeEach(async () => {
    store = await open();
    desk = new ClaimDesk(store.registry, { supportContact: 'noc@example.net' });
    await desk.customers('ours', 'theirs', 'thirds');
  });
  afterEach(() => store.dispose());

  describe(`Valid, on ${driver}: "below the 50,000 IP address space threshold and the space does not overlap"`, () => {
    test('50,000 addresses are valid at once, the next one waits, and what is valid stays so', async () => {
      expect(await desk.node('ours/a', FIFTY_THOUSAND)).toEqual(FIFTY_THOUSAND.map(() => 'valid'));
      expect((await desk.customer('ours')).unreviewed).toEqual({ ipv4Addresses: 50_000, ipv6Subnets: 0 });
      expect(await desk.node('ours/b', ['6.0.0.0/32'])).toEqual(['in-review']);
      expect((await desk.claim('ours/b', '6.0.0.0/32')).text).toBe(ALLOWANCE_TEXT);
      expect((await desk.claim('ours/a', '5.0.0.0/17')).state).toBe('valid');
    });

    test('only the claims that do not fit wait: in the order of the list, and those after them that fit do not', async () => {
      const list = ['5.0.0.0/17', '6.0.0.0/16', '7.0.0.0/18', '8.0.0.0/22', '9.0.0.0/24'];
      expect(await desk.node('ours/a', list)).toEqual(['valid', 'in-review', 'valid', 'in-review', 'valid']);
      expect((await desk.customer('ours')).unreviewed?.ipv4Addresses).toBe(32_768 + 16_384 + 256);
    });

    test('50,000 IPv6 networks of length 56 are a measure of their own, and longer ones count the one they touch once', async () => {
      const list = ['2a00::/41', '2a00:80::/42', '2a00:c0::/47', '2a00:d0::/48', '2a00:e0:0:4000::/50'];
      expect(await desk.node('ours/a', [...list, '5.0.0.0/17'])).toEqual([...list.map(() => 'valid'), 'valid']);
      const { unreviewed } = await desk.customer('ours');
      expect(unreviewed).toEqual({ ipv4Addresses: 32_768, ipv6Subnets: 32_768 + 16_384 + 512 + 256 + 64 });
      expect(await desk.node('ours/b', ['2a01::/64', '2a01:0:0:1::/64', '2a01::1:0:0/96'])).toEqual([
        'valid',
        'valid',
        'valid',
      ]);
      expect((await desk.customer('ours')).unreviewed?.ipv6Subnets).toBe(49_984 + 1);
      expect(await desk.node('ours/c', ['2a02::/52'])).toEqual(['in-review']);
    });

    test('space is counted once, however many blocks of the customer lie on it', async () => {
      await desk.node('ours/a', ['5.0.0.0/18', '5.0.0.0/20', '5.0.16.0/24']);
      await desk.node('ours/b', ['5.0.0.0/17', '5.0.32.0/24']);
      expect((await desk.customer('ours')).unreviewed?.ipv4Addresses).toBe(32_768);
    });

    test('slicing, deleting, moving and claiming anew gain nothing, and cost nothing', async () => {
      await desk.node('ours/a', FIFTY_THOUSAND);
      await desk.edit('ours/a', FIFTY_THOUSAND.slice(1));
      expect(await desk.node('ours/b', ['6.0.0.0/25'])).toEqual(['in-review']);
      expect(await desk.node('ours/c', ['5.0.0.0/18', '5.0.64.0/18'])).toEqual(['valid', 'valid']);
      expect(await desk.edit('ours/a', FIFTY_THOUSAND)).toEqual(FIFTY_THOUSAND.map(() => 'valid'));
      await desk.delete('ours/a');
      expect(await desk.node('ours/d', ['7.0.0.0/32'])).toEqual(['in-review']);
      expect((await desk.customer('ours')).unreviewed?.ipv4Addresses).toBe(50_000);
    });

    test("the administrator's claims are valid at once and take of nobody's allowance", async () => {
      const { node } = await desk.administrator.createNode(
        { customer: 'ours', name: 'a', claims: '4.0.0.0/8' },
        by('root'),
      );
      expect(node.claims).toMatchObject([{ state: 'valid' }]);
      expect((await desk.customer('ours')).unreviewed).toBeUndefined();
      expect(await desk.node('ours/b', ['5.0.0.0/17'])).toEqual(['valid']);
    });
  });

  describe(`In Review, on ${driver}: "exceeds the 50,000 IP address space and is under review"`, () => {
    test('becomes valid when a reviewer approves it, counts for nothing then, and keeps what was said', async () => {
      await desk.node('ours/a', ['5.0.0.0/12', '6.0.0.0/17']);
      const approved = await desk.api.approveClaim('5.0.0.0/12@ours/a', by('reviewer', 'RIPE says so'));
      expect(approved.claim).toMatchObject({ state: 'valid', basis: 'review' });
      expect(approved.claim?.thread).toMatchObject([{ role: 'reviewer', by: 'api:reviewer', text: 'RIPE says so' }]);
      expect(approved.claim).not.toHaveProperty('claimedBy');
      expect((await desk.customer('ours')).unreviewed?.ipv4Addresses).toBe(32_768);
    });

    test('becomes attention required when a reviewer refuses it, which needs a reason, and the claimant reads it', async () => {
      await desk.node('ours/a', ['5.0.0.0/12']);
      const unexplained = await refusalOf(desk.api.refuseClaim('5.0.0.0/12@ours/a', by('reviewer')));
      expect(told(unexplained)[0]).toContain('needs a reason');
      const refused = await desk.api.refuseClaim('5.0.0.0/12@ours/a', by('reviewer', 'Exceedingly large'));
      expect(refused).toMatchObject({
        claim: { state: 'attention-required', text: 'Exceedingly large' },
        supportContact: 'noc@example.net',
      });
      expect((await desk.api.showNode('ours/a')).supportContact).toBe('noc@example.net');
    });

    test('is approved by nobody who claimed it or spoke for whoever did', async () => {
      await desk.node('ours/a', ['5.0.0.0/12']);
      const own = await refusalOf(desk.api.approveClaim('5.0.0.0/12@ours/a', by('ours')));
      expect(own.code).toBe('forbidden');
      await desk.api.commentOnClaim('5.0.0.0/12@ours/a', { text: 'Ours since 1998', role: 'claimant' }, by('friend'));
      expect((await refusalOf(desk.api.approveClaim('5.0.0.0/12@ours/a', by('friend')))).code).toBe('forbidden');
      const dressed = desk.api.commentOnClaim('5.0.0.0/12@ours/a', { text: 'Fine', role: 'reviewer' }, by('ours'));
      expect((await refusalOf(dressed)).code).toBe('forbidden');
      expect((await desk.claim('ours/a', '5.0.0.0/12')).state).toBe('in-review');
    });

    test('goes when it is withdrawn, edited away or its node deleted, and leaves nothing behind', async () => {
      await desk.node('ours/a', ['5.0.0.0/12', '6.0.0.0/12', '7.0.0.0/12']);
      await desk.api.withdrawClaim('5.0.0.0/12@ours/a', by('ours'));
      await desk.edit('ours/a', ['7.0.0.0/12']);
      await desk.delete('ours/a');
      expect(await desk.all()).toEqual([]);
    });

    test('is told of the other claims beside it, whosever they are, and changes nothing about them', async () => {
      await desk.administrator.createNode({ customer: 'theirs', name: 't', claims: '5.1.0.0/16' }, by('root'));
      await desk.node('ours/a', ['5.0.0.0/12', '5.16.0.0/12']);
      const { evidence } = await desk.api.showReview('5.16.0.0/12@ours/a');
      expect(evidence).toMatchObject({
        size: { ipv4Addresses: '1048576', ipv6Subnets: '0' },
        overlaps: [],
        originMatches: 'unknown',
      });
      const queue = await desk.api.listReviews();
      expect(queue.items.map(({ prefix }) => prefix)).toEqual(['5.16.0.0/12']);
      const attention = await desk.api.listReviews({ states: ['attention-required'] });
      expect(attention.items[0]?.evidence.overlaps).toEqual([
        expect.objectContaining({ prefix: '5.1.0.0/16', customer: 'theirs', nodeName: 't', lies: 'inside' }),
      ]);
    });
  });

  describe(`Attention Required, on ${driver}: "overlap with existing cache node belonging to another customer"`, () => {
    for (const [how, standing, wanted] of [
      ['equal', '5.0.0.0/20', '5.0.0.0/20'],
      ['nested', '5.0.0.0/20', '5.0.3.0/24'],
      ['enclosing', '5.0.3.0/24', '5.0.0.0/20'],
      ['enclosing, and beyond the allowance', '5.0.3.0/24', '5.0.0.0/12'],
      ['nested, IPv6', '2a00:1::/48', '2a00:1:0:4::/64'],
    ] as const) {
      test(`${how}: the second is told so, never of whose it is, and the first serves on`, async () => {
        expect(await desk.node('theirs/t', [standing])).toEqual(['valid']);
        expect(await desk.node('ours/a', [wanted, '6.0.0.0/24'])).toEqual(['attention-required', 'valid']);
        const { text } = await desk.claim('ours/a', wanted);
        expect(text).toBe(OVERLAP_TEXT);
        expect(text).not.toMatch(/theirs|5\.0|2a00/);
        expect((await desk.claim('theirs/t', standing)).state).toBe('valid');
      });
    }

    for (const [how, ours, theirs] of [
      ['equal', '5.0.0.0/12', '5.0.0.0/12'],
      ['nested', '5.0.0.0/12', '5.2.0.0/15'],
    ] as const) {
      for (const [order, first, second] of [
        ['the outer first', 'ours', 'theirs'],
        ['the inner first', 'theirs', 'ours'],
      ] as const) {
        test(`${how} claims that both wait, ${order}: the first approval wins and the second is refused with names`, async () => {
          await desk.node('ours/n', [ours]);
          await desk.node('theirs/n', [theirs]);
          const reference = { ours: `${ours}@ours/n`, theirs: `${theirs}@theirs/n` };
          await desk.api.approveClaim(reference[first], by('reviewer'));
          const refusal = await refusalOf(desk.api.approveClaim(reference[second], by('reviewer')));
          expect(refusal.code).toBe('conflict');
          expect(refusal.message).toContain(`of customer "${first}", node "n"`);
          const valid = (await desk.all()).filter((line) => line.endsWith(' valid'));
          expect(valid).toEqual([`${{ ours, theirs }[first]} ${first} valid`]);
        });
      }
    }

    test('approved by force, blocks on it or inside it require attention from the same revision on, with the reason', async () => {
      await desk.node('theirs/t', ['5.0.3.0/24', '6.0.0.0/24']);
      await desk.node('ours/a', ['5.0.0.0/12']);
      const unexplained = desk.api.approveClaim('5.0.0.0/12@ours/a', { ...by('reviewer'), force: true });
      expect((await refusalOf(unexplained)).code).toBe('invalid');
      const forced = { ...by('reviewer', 'Court order 7'), force: true };
      const { taken, position } = await desk.api.approveClaim('5.0.0.0/12@ours/a', forced);
      expect(taken).toMatchObject([{ prefix: '5.0.3.0/24', customer: 'theirs', lies: 'inside' }]);
      expect(await desk.claim('theirs/t', '5.0.3.0/24')).toMatchObject({
        state: 'attention-required',
        text: 'A reviewer gave this space to another claim: Court order 7',
      });
      expect((await desk.customer('theirs')).unreviewed?.ipv4Addresses).toBe(256);
      expect((await desk.api.showNode('theirs/t')).revision).toBe(position.revision);
    });

    test('not even force takes a block around the claim', async () => {
      await desk.node('theirs/t', ['5.0.0.0/20']);
      await desk.node('ours/a', ['5.0.3.0/24']);
      const forced = { ...by('reviewer', 'Court order 7'), force: true };
      const refusal = await refusalOf(desk.api.approveClaim('5.0.3.0/24@ours/a', forced));
      expect(refusal.message).toContain('a block around a claim is not taken by force');
      expect((await desk.claim('theirs/t', '5.0.0.0/20')).state).toBe('valid');
    });

    test('resubmitted: still in the way, valid when what was in the way is gone for 30 days, to a reviewer when it was refused', async () => {
      await desk.node('theirs/t', ['5.0.0.0/20']);
      await desk.node('ours/a', ['5.0.0.0/24', '6.0.0.0/12']);
      const again = (reference: string) => desk.api.resubmitClaim(reference, { comment: 'Please look' }, by('ours'));
      expect((await again('5.0.0.0/24@ours/a')).claim).toMatchObject({ state: 'attention-required' });
      await desk.delete('theirs/t');
      expect((await again('5.0.0.0/24@ours/a')).claim).toMatchObject({ state: 'in-review', text: CAREFUL_TEXT });
      await desk.api.refuseClaim('6.0.0.0/12@ours/a', by('reviewer', 'Show us the contract'));
      const asked = await again('6.0.0.0/12@ours/a');
      expect(asked.claim).toMatchObject({ state: 'in-review', claimedBy: 'api:ours' });
      expect(asked.claim?.thread?.map(({ role }) => role)).toEqual(['reviewer', 'claimant']);
      expect((await refusalOf(again('6.0.0.0/12@ours/a'))).message).toContain('it is in-review');
      await desk.api.refuseClaim('5.0.0.0/24@ours/a', by('reviewer', 'Wait a month'));
      desk.passDays(31);
      expect((await again('5.0.0.0/24@ours/a')).claim).toMatchObject({ state: 'in-review' });
    });

    test('a small claim that was only in the way of another is valid once it is not', async () => {
      await desk.node('theirs/t', ['5.0.0.0/20']);
      await desk.node('ours/a', ['5.0.0.0/24']);
      await desk.delete('theirs/t');
      desk.passDays(31);
      const { claim } = await desk.api.resubmitClaim('5.0.0.0/24@ours/a', {}, by('ours'));
      expect(claim).toMatchObject({ state: 'valid', basis: 'allowance' });
      expect((await desk.customer('ours')).unreviewed?.ipv4Addresses).toBe(256);
    });
  });

  describe(`Released, on ${driver}: deleted less than 30 days ago`, () => {
    for (const [how, released, wanted] of [
      ['equal', '5.0.0.0/20', '5.0.0.0/20'],
      ['nested', '5.0.0.0/20', '5.0.3.0/24'],
      ['enclosing', '5.0.3.0/24', '5.0.0.0/20'],
    ] as const) {
      test(`${how} space that another customer released goes to review for 30 days, and no longer`, async () => {
        await desk.node('theirs/t', [released]);
        await desk.edit('theirs/t', []);
        desk.passDays(29);
        expect(await desk.node('ours/a', [wanted])).toEqual(['in-review']);
        desk.passDays(2);
        expect(await desk.node('thirds/b', [wanted])).toEqual(['valid']);
      });
    }

    test('taken back by the same customer it is valid as it was, on whichever node, what was approved too', async () => {
      await desk.node('ours/a', ['5.0.0.0/12', '6.0.0.0/24']);
      await desk.api.approveClaim('5.0.0.0/12@ours/a', by('reviewer'));
      await desk.edit('ours/a', []);
      expect(await desk.node('ours/b', ['5.0.0.0/12'])).toEqual(['valid']);
      expect(await desk.claim('ours/b', '5.0.0.0/12')).toMatchObject({ basis: 'review' });
      expect(await desk.edit('ours/a', ['6.0.0.0/24'])).toEqual(['valid']);
      expect((await desk.customer('ours')).unreviewed?.ipv4Addresses).toBe(256);
    });

    test('forgotten after 30 days, it gives back the allowance, and what others still cover is not given back', async () => {
      await desk.node('ours/a', ['5.0.0.0/18', '6.0.0.0/24']);
      await desk.node('ours/b', ['5.0.0.0/19']);
      await desk.delete('ours/a');
      desk.passDays(31);
      const forgotten = await desk.api.forgetReleased({ before: monthAgo(desk), by: 'control' });
      expect(forgotten).toEqual({ claims: 2, nodes: 1 });
      expect((await desk.customer('ours')).unreviewed?.ipv4Addresses).toBe(8_192);
      expect(await desk.all()).toEqual(['5.0.0.0/19 ours valid']);
      expect(await desk.api.forgetReleased({ before: monthAgo(desk), by: 'control' })).toEqual({ claims: 0, nodes: 0 });
    });

    test('a deleted node comes back within 30 days as it was, and not after', async () => {
      await desk.node('ours/a', ['5.0.0.0/24', '6.0.0.0/12'], { servers: '23.0.0.1', labels: { site: 'sea' } });
      const before = await desk.api.showNode('ours/a');
      await desk.delete('ours/a');
      expect((await desk.api.listDeletedNodes()).items).toMatchObject([{ name: 'a', customer: 'ours' }]);
      const { node } = await desk.api.restoreNode('ours/a', by('ours'));
      expect(node).toEqual({
        ...before,
        revision: node.revision,
        ipSpace: '256',
        claims: before.claims.filter(({ state }) => state === 'valid'),
      });
      await desk.delete('ours/a');
      desk.passDays(31);
      expect((await refusalOf(desk.api.restoreNode('ours/a', by('ours')))).code).toBe('not-found');
    });

    test('a restore fails whole where name, address or space is taken: own ones are named, others are not', async () => {
      await desk.node('ours/a', ['5.0.0.0/24', '6.0.0.0/24', '7.0.0.0/24'], { servers: '23.0.0.1' });
      const { id } = await desk.api.showNode('ours/a');
      await desk.delete('ours/a');
      await desk.node('ours/a', ['5.0.0.0/24']);
      await desk.node('theirs/t', ['6.0.0.0/25'], { servers: '23.0.0.1' });
      await desk.api.approveClaim('6.0.0.0/25@theirs/t', by('reviewer'));
      const position = await desk.api.position();
      const refusal = await refusalOf(desk.api.restoreNode(id, by('ours')));
      expect(told(refusal)).toEqual([
        '/name: the customer has a node "a" already: write another name',
        '/servers/ipv4: "23.0.0.1": this address and port are already in use: write another',
        '/claims: "5.0.0.0/24" is claimed by your node "a": ask for it as shared to serve it from both',
        '/claims: "6.0.0.0/24": another customer holds space of it by now',
      ]);
      expect(await desk.api.position()).toEqual(position);
    });
  });
}

function monthAgo(desk: ClaimDesk): string {
  return new Date(desk.now.getTime() - 30 * 86_400_000).toISOString();
}
