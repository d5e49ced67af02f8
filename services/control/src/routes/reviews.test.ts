import type { Review } from '@nearhop/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

let folder: string;
let control: ScratchControl;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nearhop-reviews-'));
  const asnFile = join(folder, 'asn.csv');
  await writeFile(asnFile, 'prefix,asn\n5.0.0.0/12,64500\n5.8.0.0/16,64501\n6.0.0.0/8,64502\n');
  control = await scratchControl({ asnFile, supportContact: 'noc@example.net' });
  await control.ask('POST', '/v1/customers', { body: { id: 'ours', contact: 'ops@ours.example', asns: [64_500] } });
  await control.ask('POST', '/v1/nodes', as('carol', { customer: 'ours', name: 'a', claims: '5.0.0.0/12' }));
});
afterEach(async () => {
  await control.end();
  await rm(folder, { recursive: true });
});

const CLAIM = encodeURIComponent('5.0.0.0/12@a');
const as = (actor: string, body?: unknown) => ({ headers: { 'Nearhop-Actor': actor }, body });
const act = (name: string, actor: string, body?: unknown) =>
  control.ask('POST', `/v1/reviews/${CLAIM}/${name}`, as(actor, body));

describe('/v1/reviews', () => {
  test('lists what waits with its evidence, whose ASNs announce it among it', async () => {
    const { items } = (await control.ask('GET', '/v1/reviews')).json() as { items: Review[] };
    expect(items).toMatchObject([
      {
        prefix: '5.0.0.0/12',
        state: 'in-review',
        nodeName: 'a',
        claimedBy: 'api:carol',
        customer: 'ours',
        contact: 'ops@ours.example',
        evidence: {
          size: { ipv4Addresses: '1048576', ipv6Subnets: '0' },
          unreviewed: { held: { ipv4Addresses: '0' }, allowance: { ipv4Addresses: '50000' } },
          originMatches: 'partly',
          originAs: [
            { prefix: '5.0.0.0/12', asn: 64_500, ofCustomer: true },
            { prefix: '5.8.0.0/16', asn: 64_501, ofCustomer: false },
          ],
        },
      },
    ]);
  });

  test('is refused to whoever claimed, answered in a thread, resubmitted and approved', async () => {
    expect((await act('approve', 'carol')).problem()).toMatchObject({
      status: 403,
      type: 'urn:nearhop:problem:forbidden',
    });
    const refused = await control.ask('POST', `/v1/reviews/${CLAIM}/refuse?reason=Which+contract`, as('rita'));
    expect(refused.json()).toMatchObject({
      claim: { state: 'attention-required', text: 'Which contract' },
      supportContact: 'noc@example.net',
    });
    expect((await act('comment', 'carol', { text: 'RIPE 4711' })).json()).toMatchObject({
      claim: {
        thread: [
          { role: 'reviewer', by: 'api:rita' },
          { role: 'claimant', by: 'api:carol', text: 'RIPE 4711' },
        ],
      },
    });
    expect((await act('resubmit', 'carol')).json()).toMatchObject({ claim: { state: 'in-review' } });
    const approved = await act('approve', 'rita');
    expect(approved.json()).toMatchObject({ claim: { state: 'valid', basis: 'review' }, taken: [] });
    expect(approved.headers.get('ETag')).toBe(`"${approved.headers.get('Nearhop-Revision')}"`);
    const { items } = (await control.ask('GET', '/v1/claims?state=valid&customer=ours')).json() as { items: unknown[] };
    expect(items).toMatchObject([{ id: expect.stringMatching(/^5\.0\.0\.0\/12@n_/), nodeName: 'a', state: 'valid' }]);
  });

  test('tells a retry by its key, heeds If-Match, and writes nothing in a dry run', async () => {
    const { revision } = (await control.ask('GET', `/v1/reviews/${CLAIM}`)).json() as Review;
    const stale = { headers: { 'If-Match': '"1"', 'Nearhop-Actor': 'rita' } };
    expect((await control.ask('POST', `/v1/reviews/${CLAIM}/approve`, stale)).status).toBe(412);
    const dry = await control.ask('POST', `/v1/reviews/${CLAIM}/approve?dryRun=true`, as('rita'));
    expect(dry.json()).toMatchObject({ dryRun: true, claim: { state: 'valid' } });
    const keyed = {
      headers: { 'Nearhop-Actor': 'rita', 'Idempotency-Key': 'k1', 'If-Match': `"${revision}"` },
    };
    const first = await control.ask('POST', `/v1/reviews/${CLAIM}/approve`, keyed);
    expect(first.json()).toMatchObject({ repeated: false });
    expect((await control.ask('POST', `/v1/reviews/${CLAIM}/approve`, keyed)).json()).toMatchObject({
      repeated: true,
      claim: { state: 'valid' },
    });
    expect((await control.ask('POST', `/v1/reviews/${CLAIM}/withdraw`, keyed)).status).toBe(409);
  });

  test('refuses names that fit no header, states that there are not, and claims that nobody made', async () => {
    expect((await control.ask('GET', '/v1/claims?state=good')).problem().detail).toContain(
      'write one or more of valid',
    );
    expect((await act('withdraw', 'two words')).problem()).toMatchObject({ status: 400 });
    expect((await control.ask('GET', '/v1/reviews/7.0.0.0%2F8%40a')).status).toBe(404);
    expect((await control.ask('GET', '/v1/reviews/nonsense')).status).toBe(422);
  });
});

describe('/v1/deleted-nodes', () => {
  test('lists what can be restored, and a restore brings it back', async () => {
    await control.ask('DELETE', '/v1/nodes/a?reason=closed', { headers: { 'If-Match': '*' } });
    const { items } = (await control.ask('GET', '/v1/deleted-nodes')).json() as { items: { id: string }[] };
    expect(items).toMatchObject([{ name: 'a', customer: 'ours' }]);
    const restored = await control.ask('POST', `/v1/nodes/${items[0]?.id}/restore`);
    expect(restored.json()).toMatchObject({ node: { name: 'a' } });
    expect((await control.ask('GET', '/v1/nodes/a')).status).toBe(200);
  });
});

describe('/v1/claims/check', () => {
  test('says what a list would become', async () => {
    const body = { customer: 'ours', claims: '7.0.0.0/24, 8.0.0.0/12, x' };
    expect((await control.ask('POST', '/v1/claims/check', { body })).json()).toMatchObject({
      items: [{ outcome: 'valid' }, { outcome: 'in-review' }, { outcome: 'refused', prefix: 'x' }],
    });
  });
});

describe('PATCH /v1/customers/{id}', () => {
  test('changes contact and ASNs, and leaves alone what the claims keep there', async () => {
    await control.ask('POST', '/v1/nodes', { body: { customer: 'ours', name: 'b', claims: '7.0.0.0/24' } });
    const patched = await control.ask('PATCH', '/v1/customers/ours', {
      headers: { 'If-Match': '*' },
      body: { contact: null, asns: [64_510] },
    });
    expect(patched.json()).toMatchObject({
      customer: { asns: [64_510], unreviewed: { ipv4Addresses: 256, ipv6Subnets: 0 } },
    });
    expect(patched.text).not.toContain('contact');
  });
});
