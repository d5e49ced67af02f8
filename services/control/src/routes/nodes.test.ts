import {
  nodeDeletedSchema,
  nodeListSchema,
  nodeResourceSchema,
  nodeWrittenSchema,
  type NodeWritten,
} from '@nearhop/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { scratchControl, type Answer, type AskOptions, type ScratchControl } from '../testing/scratch-control.ts';

let control: ScratchControl;
beforeAll(async () => {
  control = await scratchControl();
});
afterAll(() => control.end());

const ask = (method: string, path: string, options?: AskOptions) => control.ask(method, path, options);
const writtenIn = (answer: Answer): NodeWritten => nodeWrittenSchema.parse(answer.json());
let serial = 0;

/** A new node, with a block and a server of its own. */
async function made(): Promise<NodeWritten['node']> {
  const n = ++serial;
  const body = { name: `node-${n}`, servers: `23.0.0.${n}`, claims: [`8.${n}.0.0/16`] };
  const answer = await ask('POST', '/v1/nodes', { body });
  expect(answer.status).toBe(201);
  return writtenIn(answer).node;
}

describe('?reason=', () => {
  test('takes one line of at most 1,000 characters', async () => {
    for (const reason of ['a\nb', '\u001b[31mred', 'x'.repeat(1_001)]) {
      const { status } = await ask('POST', `/v1/nodes?dryRun=true&reason=${encodeURIComponent(reason)}`, {
        body: { name: 'Seattle-9' },
      });
      expect([reason, status]).toEqual([reason, 400]);
    }
  });
});

describe('POST /v1/nodes', () => {
  test('answers 409 to an idempotency key that made something else', async () => {
    const headers = { 'Idempotency-Key': 'of-a-customer' };
    expect((await ask('POST', '/v1/customers', { body: { id: 'default' }, headers })).status).toBe(201);
    expect((await ask('POST', '/v1/customers', { body: { id: 'default' }, headers })).status).toBe(200);
    const answer = await ask('POST', '/v1/nodes', { body: { name: 'Nowhere-1' }, headers });
    expect([answer.status, answer.problem().type]).toEqual([409, 'urn:nearhop:problem:conflict']);
    expect((await ask('GET', '/v1/nodes/Nowhere-1')).status).toBe(404);
  });

  test('answers 201 with the address, the ETag and the revision, in the words of the contract', async () => {
    const answer = await ask('POST', '/v1/nodes?reason=new%20site', {
      body: { name: 'Seattle-1', claims: '2.21.234.0/24 , 3.22.235.0/24' },
    });
    const written = nodeWrittenSchema.parse(answer.json());
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(`/v1/nodes/${written.node.id}`);
    expect(answer.headers.get('ETag')).toBe(`"${written.node.revision}"`);
    expect(answer.headers.get('Nearhop-Revision')).toBe(String(written.position.revision));
    expect(written.node).toMatchObject({ customer: 'default', activated: false, ipSpace: '512' });
  });

  test('answers 422 with a pointer for each bad field, all at once', async () => {
    const answer = await ask('POST', '/v1/nodes', {
      body: { name: 'a b', claims: ['2.99.0.0/24', '2.99.1.5/24'], size: 1, servers: 'x' },
    });
    const problem = answer.problem();
    expect(answer.status).toBe(422);
    expect(problem.type).toBe('urn:nearhop:problem:invalid');
    expect(problem.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/claims/1',
      '/name',
      '/servers',
      '/size',
    ]);
    expect(problem.errors?.find(({ pointer }) => pointer === '/claims/1')?.detail).toContain(
      'did you mean "2.99.1.0/24"',
    );
  });

  test('makes one node for all retries with one Idempotency-Key', async () => {
    const request = { body: { name: 'once', claims: ['9.9.0.0/16'] }, headers: { 'Idempotency-Key': 'b7c1' } };
    const [first, second] = [await ask('POST', '/v1/nodes', request), await ask('POST', '/v1/nodes', request)];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(writtenIn(second).node.id).toBe(writtenIn(first).node.id);
    const other = await ask('POST', '/v1/nodes', { ...request, body: { name: 'twice' } });
    expect(other.problem().status).toBe(409);
  });

  test('writes nothing with ?dryRun=true, and refuses a misspelt parameter instead of writing', async () => {
    const before = (await ask('GET', '/v1/position')).text;
    const dry = await ask('POST', '/v1/nodes?dryRun=true', { body: { name: 'dry' } });
    expect([dry.status, writtenIn(dry).dryRun, dry.headers.get('Location')]).toEqual([200, true, null]);
    for (const query of ['?dryrun=true', '?dryRun=yes', '?dryRun=true&dryRun=false']) {
      expect((await ask('POST', `/v1/nodes${query}`, { body: { name: 'dry' } })).problem().type).toBe(
        'urn:nearhop:problem:bad-query',
      );
    }
    expect((await ask('GET', '/v1/position')).text).toBe(before);
  });

  const unread: [string, AskOptions, number][] = [
    ['malformed JSON', { body: '{"name":' }, 400],
    ['no body', {}, 415],
    ['another type', { body: 'name=a', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415],
    ['a body over the limit', { body: `{"name":"${'a'.repeat(9 * 1024 * 1024)}"}` }, 413],
    ['a list', { body: [] }, 422],
    ['null', { body: 'null' }, 422],
    ['a bad Idempotency-Key', { body: { name: 'a' }, headers: { 'Idempotency-Key': 'a b' } }, 400],
  ];
  for (const [what, options, status] of unread) {
    test(`answers ${status} to ${what}`, async () => {
      const answer = await ask('POST', '/v1/nodes', options);
      expect([answer.status, answer.problem().status]).toEqual([status, status]);
    });
  }
});

describe('GET /v1/nodes', () => {
  test('pages by the Link of each page, and lists each node once', async () => {
    for (let i = 0; i < 3; i++) await made();
    const ids: string[] = [];
    let path: string | undefined = '/v1/nodes?limit=2';
    while (path !== undefined) {
      const answer = await ask('GET', path);
      ids.push(...nodeListSchema.parse(answer.json()).items.map(({ id }) => id));
      path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('Link') ?? '')?.[1];
    }
    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows one by id, by customer and name, and by name, and 304 to who has it', async () => {
    const node = await made();
    const byId = await ask('GET', `/v1/nodes/${node.id}`);
    expect(nodeResourceSchema.parse(byId.json())).toEqual(node);
    expect((await ask('GET', `/v1/nodes/${node.name}`)).text).toBe(byId.text);
    expect((await ask('GET', `/v1/nodes/default%2F${node.name}`)).text).toBe(byId.text);
    const again = await ask('GET', `/v1/nodes/${node.id}`, {
      headers: { 'If-None-Match': byId.headers.get('ETag') ?? '' },
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  for (const path of ['/v1/nodes/none', '/v1/nodes/n_aaaaaaaaaaaaaaaa', '/v1/nodes/%00', '/v1/nodes/..%2F..%2Fetc']) {
    test(`answers 404 to ${path}`, async () => {
      expect((await ask('GET', path)).problem().status).toBe(404);
    });
  }

  test('answers 400 to a path that does not decode', async () => {
    expect((await ask('GET', '/v1/nodes/%zz')).problem().status).toBe(400);
  });
});

describe('PATCH /v1/nodes/{node}', () => {
  test('needs If-Match, and the newest ETag in it', async () => {
    const { id, revision } = await made();
    const patch = (headers: Record<string, string>) =>
      ask('PATCH', `/v1/nodes/${id}`, { body: { maxEgressMbps: ++serial }, headers });
    expect((await patch({})).problem().status).toBe(428);
    expect((await patch({ 'If-Match': `W/"${revision}"` })).problem().status).toBe(412);
    const done = await patch({ 'If-Match': `"${revision}"` });
    expect([done.status, done.headers.get('ETag')]).toEqual([200, `"${writtenIn(done).node.revision}"`]);
    expect((await patch({ 'If-Match': `"${revision}"` })).problem().status).toBe(412);
    expect((await patch({ 'If-Match': '*' })).status).toBe(200);
  });

  test('needs a reason to disable, and keeps it', async () => {
    const { id } = await made();
    const patch = (query: string) =>
      ask('PATCH', `/v1/nodes/${id}${query}`, { body: { enabled: false }, headers: { 'If-Match': '*' } });
    expect((await patch('')).problem().errors).toEqual([
      { pointer: '/enabled', detail: 'disabling a node needs a reason: write why' },
    ]);
    const disabled = writtenIn(await patch('?reason=moving%20the%20rack'));
    expect(disabled).toMatchObject({ node: { state: 'disabled' }, movesToCdn: { addresses: '0' } });
  });

  test('lets one of two writers with the same ETag through', async () => {
    const { id, revision } = await made();
    const headers = { 'If-Match': `"${revision}"` };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        ask('PATCH', `/v1/nodes/${id}`, { body: { labels: { writer: String(index) } }, headers }),
      ),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(200), count(412)]).toEqual([1, 7]);
  });

  test('answers a retry with one Idempotency-Key as the first request, whatever If-Match says', async () => {
    const { id, revision } = await made();
    for (const ifMatch of [`"${revision}"`, '*']) {
      const headers = { 'If-Match': ifMatch, 'Idempotency-Key': `patch-${id}-${ifMatch}` };
      const request = { body: { labels: { rack: ifMatch === '*' ? 'b' : 'a' } }, headers };
      const [first, second] = [
        await ask('PATCH', `/v1/nodes/${id}`, request),
        await ask('PATCH', `/v1/nodes/${id}`, request),
      ];
      expect([first.status, second.status]).toEqual([200, 200]);
      expect([writtenIn(first).repeated, writtenIn(second).repeated]).toEqual([false, true]);
      expect(writtenIn(second).node).toEqual(writtenIn(first).node);
      const other = await ask('PATCH', `/v1/nodes/${id}`, { ...request, body: { labels: { rack: 'c' } } });
      expect(other.problem()).toMatchObject({ status: 409, type: 'urn:nearhop:problem:conflict' });
    }
  });
});

describe('DELETE /v1/nodes/{node}', () => {
  test('needs If-Match, and answers what it took away', async () => {
    const { id, revision } = await made();
    expect((await ask('DELETE', `/v1/nodes/${id}`)).problem().status).toBe(428);
    const answer = await ask('DELETE', `/v1/nodes/${id}?reason=closed`, { headers: { 'If-Match': `"${revision}"` } });
    expect(nodeDeletedSchema.parse(answer.json())).toMatchObject({ id, claimsRemoved: 1 });
    expect((await ask('GET', `/v1/nodes/${id}`)).status).toBe(404);
  });

  test('answers a retry with one Idempotency-Key as the first request', async () => {
    const { id, name, revision } = await made();
    const headers = { 'If-Match': `"${revision}"`, 'Idempotency-Key': `delete-${id}` };
    const path = `/v1/nodes/${name}?reason=closed`;
    const [first, second] = [await ask('DELETE', path, { headers }), await ask('DELETE', path, { headers })];
    expect([first.status, second.status]).toEqual([200, 200]);
    const { position, claimsRemoved } = nodeDeletedSchema.parse(first.json());
    expect(nodeDeletedSchema.parse(second.json())).toMatchObject({ id, name, position, claimsRemoved, repeated: true });
    const other = { ...headers, 'Idempotency-Key': 'never-used' };
    expect((await ask('DELETE', path, { headers: other })).problem().status).toBe(404);
  });
});

describe('the management API', () => {
  test('answers 405 with the methods that an address has', async () => {
    const answer = await ask('PUT', '/v1/nodes');
    expect([answer.problem().status, answer.headers.get('Allow')]).toEqual([405, 'GET, POST, HEAD']);
  });

  test('answers 404 to an address that it has not, and names its own description', async () => {
    expect((await ask('GET', '/v2/nodes')).problem().detail).toContain('/openapi.json');
  });

  test('counts answers in its metrics', async () => {
    const text = await (await fetch(`${control.opsUrl}/metrics`)).text();
    expect(text).toMatch(/nearhop_control_requests_total\{method="POST",status="2xx"[^}]*\} \d+/);
  });

  test('limits how many requests one address makes in a second', async () => {
    const slow = await scratchControl({}, { requestsPerSecond: 3 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => slow.ask('GET', '/v1/position')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused[0]?.headers.get('Retry-After')).toBe('1');
    await slow.end();
  });
});
