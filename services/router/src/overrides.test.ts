import { describe, expect, test } from 'bun:test';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OverridesError, readOverrides } from './read-overrides.ts';
import { answer, RouterFixture, until } from './testing/router-fixture.ts';

describe('readOverrides', () => {
  test('reads nodes and their words', () => {
    const text = '{"Seattle-1": {"state": "down", "why": "fibre cut"}, "contoso/Tacoma-1": {"state": "up"}}';
    expect([...readOverrides(text)]).toEqual([
      ['Seattle-1', { state: 'down', why: 'fibre cut' }],
      ['contoso/Tacoma-1', { state: 'up' }],
    ]);
    expect(readOverrides('{}').size).toBe(0);
  });

  test.each([
    '',
    '[]',
    'null',
    '{"a": "down"}',
    '{"a": {"state": "off"}}',
    '{"a": {"state": "down", "until": "2026-11-22T12:00:00.000Z"}}',
    '{"a": {"state": "down"}, "b": {}}',
  ])('refuses %p as a whole', (text) => expect(() => readOverrides(text)).toThrow(OverridesError));
});

describe('NEARHOP_ROUTER_OVERRIDES_FILE', () => {
  test('wins over everything while it stands, is watched, and is kept when it turns bad', async () => {
    await using fixture = new RouterFixture();
    await fixture.seed();
    const overridesFile = join(fixture.directory, 'overrides.json');
    writeFileSync(overridesFile, '{"contoso/Seattle-1": {"state": "down", "why": "fibre cut"}}');
    const router = await fixture.start({ overridesFile });
    const reason = async () => (await answer(router, '127.0.1.5'))['reason'];
    const readyz = async () => (await fetch(`${router.endpoints.ops}/readyz`)).text();
    expect(await reason()).toBe('node-down');
    expect(await readyz()).toContain('"inForce":{"contoso/Seattle-1":{"state":"down","why":"fibre cut"}}');

    const written = `${overridesFile}.new`;
    writeFileSync(written, '{"Nowhere-1": {"state": "down"}}');
    renameSync(written, overridesFile);
    await until(async () => (await reason()) === 'matched');
    expect(await readyz()).toContain(
      '"code":"overrides-unmatched","text":"Overrides name nodes that the table lacks: Nowhere-1"',
    );

    writeFileSync(overridesFile, '{"Seattle-1": {"state": "drain"}}');
    await until(async () => (await reason()) === 'node-draining');
    writeFileSync(overridesFile, '{"Seattle-1": {"state": ');
    await until(async () => (await readyz()).includes('overrides-unreadable'));
    expect(await reason()).toBe('node-draining');
    rmSync(overridesFile);
    expect(await (await fetch(`${router.endpoints.ops}/metrics`)).text()).toContain(
      'nearhop_router_alarm{code="overrides-unreadable"} 1',
    );
    expect((await fetch(`${router.endpoints.ops}/readyz`)).status).toBe(200);

    writeFileSync(overridesFile, '{}');
    await until(async () => (await reason()) === 'matched');
    expect(await readyz()).not.toContain('overrides-unreadable');
  });
});
