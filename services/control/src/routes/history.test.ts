import { revisionDiffSchema, revisionListSchema, revisionResourceSchema, rolledBackSchema } from '@nearhop/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

let control: ScratchControl;
beforeAll(async () => {
  control = await scratchControl();
});
afterAll(() => control.end());

describe('the history', () => {
  test('lists commits newest first, shows one, compares two and goes back to one', async () => {
    await control.ask('POST', '/v1/origins?reason=first', { body: { host: 'a.example.com' } });
    await control.ask('POST', '/v1/origins?reason=second', { body: { host: 'b.example.com' } });
    const page = await control.ask('GET', '/v1/revisions?limit=1');
    const [newest] = revisionListSchema.parse(page.json()).items;
    expect(newest).toMatchObject({ why: 'second', writes: { origin: 1, node: 0 } });
    const next = /<([^>]+)>/.exec(page.headers.get('Link') ?? '')?.[1] ?? '';
    const [first] = revisionListSchema.parse((await control.ask('GET', next)).json()).items;
    expect(first).toMatchObject({ why: 'first', revision: newest?.previous.revision });

    const shown = revisionResourceSchema.parse((await control.ask('GET', `/v1/revisions/${newest?.revision}`)).json());
    expect(shown.diff.changes).toMatchObject([{ kind: 'origin', name: 'b.example.com', change: 'added' }]);
    const span = `from=${newest?.revision}&to=${first?.revision}`;
    const diff = revisionDiffSchema.parse((await control.ask('GET', `/v1/diff?${span}`)).json());
    expect(diff.changes).toMatchObject([{ name: 'b.example.com', change: 'removed' }]);

    const body = { to: first?.revision };
    const tried = await control.ask('POST', '/v1/rollbacks?reason=back&dryRun=true', { body });
    expect(rolledBackSchema.parse(tried.json())).toMatchObject({ total: 1, commits: 0, dryRun: true });
    const back = rolledBackSchema.parse((await control.ask('POST', '/v1/rollbacks?reason=back', { body })).json());
    expect(back).toMatchObject({ total: 1, commits: 1, changes: [{ name: 'b.example.com', change: 'removed' }] });
    expect((await control.ask('GET', '/v1/origins/b.example.com')).status).toBe(404);
  });

  test('goes back for a reason alone, and to a revision that was', async () => {
    const refused = (await control.ask('POST', '/v1/rollbacks', { body: { to: 0 } })).problem();
    expect([refused.status, refused.detail]).toEqual([422, 'Cannot roll back: a rollback needs a reason: write why']);
    const future = (await control.ask('POST', '/v1/rollbacks?reason=x', { body: { to: 999_999 } })).problem();
    expect(future.detail).toContain('Cannot roll back to revision 999999: the newest is');
    expect((await control.ask('GET', '/v1/revisions/999999')).status).toBe(404);
    expect((await control.ask('GET', '/v1/diff?from=x&to=1')).status).toBe(400);
  });
});
