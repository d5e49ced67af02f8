import { importEventSchema, type ImportEvent } from '@nearhop/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { scratchControl, type Answer, type ScratchControl } from '../testing/scratch-control.ts';

let control: ScratchControl;
beforeAll(async () => {
  control = await scratchControl();
});
afterAll(() => control.end());

const headers = { 'Content-Type': 'text/csv; charset=utf-8' };
const post = (body: string, query = '') => control.ask('POST', `/v1/imports${query}`, { body, headers });

function eventsOf(answer: Answer): ImportEvent[] {
  expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson');
  return answer.text
    .trimEnd()
    .split('\n')
    .map((line) => importEventSchema.parse(JSON.parse(line)));
}

describe('POST /v1/imports', () => {
  test('streams a report in JSON lines that ends with the summary', async () => {
    const answer = await post(
      'customer,node,server,blocks\nisp,East,,5.0.0.0/16\nisp,East,,5.0.0.1/16\n',
      '?rowsTotal=2',
    );
    const events = eventsOf(answer);
    expect(events.map(({ kind }) => kind)).toEqual(['row', 'progress', 'done']);
    expect(events[0]).toMatchObject({ row: { line: 3, outcome: 'error' } });
    expect(events[1]).toMatchObject({ progress: { rowsDone: 2, rowsTotal: 2 } });
    expect(events[2]).toMatchObject({ summary: { blocksAdded: 1, rowsError: 1 } });
  });

  test('reports every row when asked, and writes nothing in a dry run', async () => {
    const before = (await control.ask('GET', '/v1/position')).text;
    const events = eventsOf(
      await post('customer,node,server,blocks\nisp2,West,,6.0.0.0/16\n', '?rows=all&dryRun=true'),
    );
    expect(events[0]).toMatchObject({ kind: 'row', row: { outcome: 'ok', added: 1 } });
    expect((await control.ask('GET', '/v1/position')).text).toBe(before);
  });

  test('takes a file of many pieces', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, index) => `many,n${index % 50},,9.${index >> 8}.${index & 255}.0/24`,
    );
    const events = eventsOf(await post(`customer,node,server,blocks\n${rows.join('\n')}\n`));
    expect(events.at(-1)).toMatchObject({ kind: 'done', summary: { rows: 20_000, blocksAdded: 20_000, rowsError: 0 } });
  });

  test('refuses an Idempotency-Key, which an import does not need', async () => {
    const keyed = { ...headers, 'Idempotency-Key': 'b7c1' };
    const before = (await control.ask('GET', '/v1/position')).text;
    const answer = await control.ask('POST', '/v1/imports', {
      body: 'customer,node,server,blocks\nisp3,South,,7.0.0.0/16\n',
      headers: keyed,
    });
    expect(answer.problem()).toMatchObject({
      status: 400,
      type: 'urn:nearhop:problem:bad-idempotency-key',
      detail: expect.stringContaining('the same file may be imported again'),
    });
    expect((await control.ask('GET', '/v1/position')).text).toBe(before);
  });

  test('refuses another file as a problem', async () => {
    expect((await post('a,b,c\n')).problem().detail).toContain('the first line must be "customer,node,server,blocks"');
    expect((await control.ask('POST', '/v1/imports', { body: {} })).problem().status).toBe(415);
    expect((await post('', '?rows=some')).problem().status).toBe(400);
  });
});
