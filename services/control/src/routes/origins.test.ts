import { customerListSchema, originListSchema, originWrittenSchema } from '@nearhop/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

let control: ScratchControl;
beforeAll(async () => {
  control = await scratchControl();
});
afterAll(() => control.end());

describe('/v1/origins', () => {
  test('are added, shown, listed and removed', async () => {
    const added = await control.ask('POST', '/v1/origins', { body: { host: '*.example.com', scheme: 'https' } });
    expect([added.status, added.headers.get('Location')]).toEqual([201, '/v1/origins/*.example.com']);
    const { origin } = originWrittenSchema.parse(added.json());
    expect(origin).toMatchObject({ host: '*.example.com', port: 443 });
    const shown = await control.ask('GET', '/v1/origins/*.example.com');
    expect(shown.headers.get('ETag')).toBe(added.headers.get('ETag'));
    expect(originListSchema.parse((await control.ask('GET', '/v1/origins')).json()).items).toEqual([origin]);
    const headers = { 'If-Match': added.headers.get('ETag') ?? '' };
    expect((await control.ask('DELETE', '/v1/origins/*.example.com', { headers })).status).toBe(200);
    expect((await control.ask('GET', '/v1/origins/*.example.com')).status).toBe(404);
  });

  for (const host of [
    '127.0.0.1',
    '2130706433',
    'localhost',
    'EXAMPLE.com',
    'a..b',
    '*.com',
    'a.example.com:80',
    'http://a.example.com',
    '',
  ]) {
    test(`refuse the host "${host}" by its member`, async () => {
      const { status, errors } = (await control.ask('POST', '/v1/origins', { body: { host } })).problem();
      expect([status, errors?.map(({ pointer }) => pointer)]).toEqual([422, ['/host']]);
    });
  }
});

describe('/v1/customers', () => {
  test('are made and listed; an id that is taken is 409', async () => {
    expect(
      (await control.ask('POST', '/v1/customers', { body: { id: 'isp', name: 'An ISP', asns: [64_500] } })).status,
    ).toBe(201);
    expect((await control.ask('POST', '/v1/customers', { body: { id: 'isp' } })).problem().status).toBe(409);
    expect((await control.ask('POST', '/v1/customers', { body: { id: 'I S P' } })).problem().status).toBe(422);
    const { items } = customerListSchema.parse((await control.ask('GET', '/v1/customers')).json());
    expect(items.map(({ id, name, asns }) => [id, name, asns])).toEqual([['isp', 'An ISP', [64_500]]]);
    expect((await control.ask('GET', '/v1/customers/isp')).status).toBe(200);
  });

  test('are changed by a merge patch under the ETag that was read', async () => {
    const added = await control.ask('POST', '/v1/origins', { body: { host: 'edit.example.com' } });
    const path = '/v1/origins/edit.example.com';
    const patch = { body: { defaultFreshSeconds: 60 } };
    expect((await control.ask('PATCH', path, patch)).status).toBe(428);
    const headers = { 'If-Match': added.headers.get('ETag') ?? '' };
    const edited = await control.ask('PATCH', path, { ...patch, headers });
    expect(originWrittenSchema.parse(edited.json()).origin).toMatchObject({ defaultFreshSeconds: 60 });
    expect((await control.ask('PATCH', path, { ...patch, headers })).status).toBe(412);
  });
});
