import {
  heartbeatAnswerSchema,
  nodeLinkStatusSchema,
  nodeResourceSchema,
  nodeWrittenSchema,
  proofReportSchema,
  registrationKeyIssuedSchema,
} from '@nearhop/contracts';
import { newNodeCredential, NodeKeyPair } from '@nearhop/auth';
import { answerProof } from '@nearhop/node-link';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { AnsweringNode, bearer, credentialIn, heartbeat, type Replier } from '../testing/answering-node.ts';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

let control: ScratchControl;
beforeAll(async () => {
  control = await scratchControl({ lab: true });
});
afterAll(() => control.end());

const machines: AnsweringNode[] = [];
afterEach(() => {
  for (const machine of machines.splice(0)) machine.close();
});

let serial = 0;

async function machine(): Promise<AnsweringNode> {
  const made = await AnsweringNode.listen();
  machines.push(made);
  return made;
}

/** A node made by the operator at a server address, and its registration key. */
async function made(servers: string): Promise<{ id: string; key: string }> {
  const answer = await control.ask('POST', '/v1/nodes', { body: { name: `node-${++serial}`, servers } });
  const { node, registrationKey } = nodeWrittenSchema.parse(answer.json());
  return { id: node.id, key: registrationKey?.registrationKey ?? '' };
}

async function newKey(id: string): Promise<string> {
  const answer = await control.ask('POST', `/v1/nodes/${id}/registration-key`);
  return registrationKeyIssuedSchema.parse(answer.json()).registrationKey;
}

async function nodeNow(id: string) {
  return nodeResourceSchema.parse((await control.ask('GET', `/v1/nodes/${id}`)).json());
}

async function prove(id: string) {
  return proofReportSchema.parse((await control.ask('POST', `/v1/nodes/${id}/prove`)).json());
}

async function linkOf(id: string) {
  return nodeLinkStatusSchema.parse((await control.ask('GET', `/v1/nodes/${id}/link`)).json());
}

async function beat(id: string, credential: string, changes = {}) {
  return control.ask('POST', '/v1/heartbeats', { body: heartbeat(id, changes), headers: bearer(credential) });
}

/** A node that was activated at a machine of its own. */
async function activated() {
  const at = await machine();
  const { id, key } = await made(at.server);
  const credential = credentialIn(await at.activate(control, id, key));
  await prove(id);
  return { at, id, key, credential };
}

describe('a new node', () => {
  test('is not activated, and comes with a registration key that nothing shows again', async () => {
    const answer = await control.ask('POST', '/v1/nodes', { body: { name: 'fresh', servers: '127.0.0.1:9' } });
    const { node, registrationKey } = nodeWrittenSchema.parse(answer.json());
    expect([answer.status, node.state]).toEqual([201, 'not-activated']);
    expect(registrationKey?.registrationKey).toMatch(/^nhk_[A-Za-z0-9_-]{43}$/);
    expect((await control.ask('GET', `/v1/nodes/${node.id}`)).text).not.toContain('nhk_');
    expect((await control.ask('GET', `/v1/nodes/${node.id}/link`)).text).not.toContain('nhk_');
    expect((await linkOf(node.id)).registrationKey?.state).toBe('unused');
  });

  test('that is made again by a retry gets a key that works, and the first one is dead', async () => {
    const at = await machine();
    const request = {
      body: { name: 'retried', servers: at.server },
      headers: { 'Idempotency-Key': 'retried-once' },
    };
    const [first, second] = [
      nodeWrittenSchema.parse((await control.ask('POST', '/v1/nodes', request)).json()),
      nodeWrittenSchema.parse((await control.ask('POST', '/v1/nodes', request)).json()),
    ];
    const { id } = first.node;
    expect((await at.activate(control, id, first.registrationKey?.registrationKey ?? '')).status).toBe(403);
    expect((await at.activate(control, id, second.registrationKey?.registrationKey ?? '')).status).toBe(200);
  });
});

describe('activation', () => {
  test('makes the node serve at the address that it proved, by a commit of control with a reason', async () => {
    const { at, id } = await activated();
    const node = await nodeNow(id);
    expect(node).toMatchObject({
      activated: true,
      state: 'serving',
      activation: {
        publicKey: at.keyPair.publicKey,
        proven: { ipv4: { address: at.address, port: at.port } },
      },
    });
    expect((await linkOf(id)).servers).toEqual([{ address: at.address, port: at.port, proven: true }]);
  });

  test('goes well without anybody asking for the proof', async () => {
    const at = await machine();
    const { id, key } = await made(at.server);
    await at.activate(control, id, key);
    while (!(await nodeNow(id)).activated) await Bun.sleep(10);
    expect(at.asked).toHaveLength(1);
  });

  test('may be repeated by the same installation, whose credentials of before stay good for a while', async () => {
    const at = await machine();
    const { id, key } = await made(at.server);
    const [first, second] = [await at.activate(control, id, key), await at.activate(control, id, key)];
    for (const [sequence, answer] of [first, second].entries())
      expect((await beat(id, credentialIn(answer), { sequence: sequence + 1 })).status).toBe(200);
  });

  test('refuses every key but the node’s newest', async () => {
    const at = await machine();
    const [one, other] = [await made(at.server), await made((await machine()).server)];
    const newest = await newKey(one.id);
    for (const key of [one.key, other.key, `nhk_${'A'.repeat(43)}`])
      expect((await at.activate(control, one.id, key)).status).toBe(403);
    expect((await at.activate(control, 'n_zzzzzzzzzzzzzzzz', newest)).status).toBe(403);
    expect((await at.activate(control, one.id, newest)).status).toBe(200);
  });

  test('refuses a public key that the sender does not hold', async () => {
    const [at, other] = [await machine(), await machine()];
    const { id, key } = await made(at.server);
    const body = { ...at.activation(id, key), publicKey: other.keyPair.publicKey };
    expect((await control.ask('POST', '/v1/activations', { body })).status).toBe(403);
    expect((await at.activate(control, id, key)).status).toBe(200);
  });

  test('refuses a key that was used with another key pair, raises an alarm, and leaves the node as it was', async () => {
    const { id, key, credential } = await activated();
    const thief = await machine();
    const before = await nodeNow(id);
    expect((await thief.activate(control, id, key)).status).toBe(403);
    expect(await nodeNow(id)).toEqual(before);
    expect((await beat(id, credential)).status).toBe(200);
    expect((await linkOf(id)).registrationKey?.misusedAt).toBeDefined();
    expect(control.log.filter((line) => line.includes('registration-key-misused') && line.includes(id))).toHaveLength(
      1,
    );
    expect(await (await fetch(`${control.opsUrl}/metrics`)).text()).toMatch(
      /nearhop_control_activations_total\{outcome="misused"[^}]*\} [1-9]/,
    );
  });

  test('by a thief who was faster takes nothing from a node that serves, and the next key puts it right', async () => {
    const { at, id, credential } = await activated();
    const stolen = await newKey(id);
    const thief = await machine();
    expect((await thief.activate(control, id, stolen)).status).toBe(200);
    expect((await prove(id)).activated).toBe(true);
    expect((await nodeNow(id)).activation?.publicKey).toBe(at.keyPair.publicKey);
    expect((await beat(id, credential)).status).toBe(200);
    expect((await at.activate(control, id, await newKey(id))).status).toBe(200);
  });

  test('of a machine that takes the place of another ends the credentials of that one', async () => {
    const { at, id, credential } = await activated();
    const { server, address, port } = at;
    at.close();
    const next = await AnsweringNode.listen(address, port);
    machines.push(next);
    expect(next.server).toBe(server);
    const fresh = credentialIn(await next.activate(control, id, await newKey(id)));
    await prove(id);
    expect((await nodeNow(id)).activation?.publicKey).toBe(next.keyPair.publicKey);
    while ((await beat(id, credential)).status === 200) await Bun.sleep(20);
    expect((await beat(id, fresh)).status).toBe(200);
  });
});

describe('a proof', () => {
  const wrongSigner = /not by this node's key/;
  const REPLIES: readonly [string, Replier, RegExp][] = [
    [
      'by another key',
      ({ url }, response, { id }) => void response.end(answerTo(url, { id, keyPair: NodeKeyPair.generate() })),
      wrongSigner,
    ],
    [
      'of another node',
      ({ url }, response, { keyPair }) => void response.end(answerTo(url, { id: 'n_bbbbbbbbbbbbbbbb', keyPair })),
      wrongSigner,
    ],
    [
      'of another address',
      ({ url }, response, node) => void response.end(answerTo(url?.replace('server=127.1', 'server=127.2'), node)),
      wrongSigner,
    ],
    [
      'of another port',
      ({ url }, response, node) => void response.end(answerTo(url?.replace(/\d+$/, '1'), node)),
      wrongSigner,
    ],
    [
      'that redirects to it',
      ({ url = '' }, response, node) => {
        const isAside = url.startsWith('/aside');
        if (isAside) response.end(answerTo(url.slice('/aside'.length), node));
        else response.writeHead(302, { Location: `/aside${url}` }).end();
      },
      /status 302/,
    ],
    ['of more than 1 KiB', (_request, response) => void response.end(' '.repeat(1_025)), /more than 1024 bytes/],
    ['that is none', (_request, response) => void response.end('hello'), /gives no proof/],
    ['with another member', (_request, response) => void response.end('{"signature":"A","n":1}'), /gives no proof/],
    ['that breaks off', (_request, response) => void response.destroy(), /reached|broke off/],
  ];
  for (const [what, reply, fault] of REPLIES) {
    test(`${what} is none`, async () => {
      const at = await machine();
      const { id, key } = await made(at.server);
      at.reply = reply;
      await at.activate(control, id, key);
      const report = await prove(id);
      expect(report).toMatchObject({ activated: false, proven: {}, servers: [{ proven: false }] });
      expect(report.servers[0]?.fault).toMatch(fault);
      expect((await nodeNow(id)).state).toBe('not-activated');
    });
  }

  test('that was given before is none the second time', async () => {
    const at = await machine();
    const { id, key } = await made(at.server);
    const given: string[] = [];
    at.reply = (request, response, node) => {
      response.end(given[0] ?? 'not yet');
      if (given.length === 0) given.push(answerTo(request.url, node));
    };
    await at.activate(control, id, key);
    await prove(id);
    expect(given).toHaveLength(1);
    expect((await prove(id)).activated).toBe(false);
    expect((await prove(id)).servers[0]?.fault).toMatch(/not by this node's key/);
  });

  test('of two addresses that gives one lets devices be sent to that one alone', async () => {
    const at = await machine();
    const { id, key } = await made(`${at.server}, [::1]:${at.port}`);
    await at.activate(control, id, key);
    const report = await prove(id);
    expect(report.proven).toEqual({ ipv4: { address: at.address, port: at.port } });
    expect(report.servers.map(({ proven }) => proven)).toEqual([true, false]);
  });

  test('ends with the address: a changed one gets no devices before it is proven, the old one none at once', async () => {
    const { id, at } = await activated();
    const move = (servers: string) =>
      control.ask('PATCH', `/v1/nodes/${id}`, {
        body: { servers },
        headers: { 'If-Match': '*' },
      });
    const other = await machine();
    expect((await move(other.server)).status).toBe(200);
    expect((await nodeNow(id)).state).toBe('not-activated');
    other.id = id;
    expect((await prove(id)).activated).toBe(false); // another key answers there
    other.reply = (request, response) => void response.end(answerTo(request.url, at));
    expect((await prove(id)).proven).toEqual({ ipv4: { address: other.address, port: other.port } });
    expect((await nodeNow(id)).activation?.proven).toEqual({ ipv4: { address: other.address, port: other.port } });
  });
});

describe('heartbeats', () => {
  test('are answered with the words of the record, and the origins once', async () => {
    const { id, credential } = await activated();
    const first = heartbeatAnswerSchema.parse((await beat(id, credential)).json());
    expect(first).toMatchObject({ enabled: true, adminState: 'auto', limits: {}, origins: [], duplicate: false });
    const held = { sequence: 2, originsVersion: first.originsVersion };
    expect(heartbeatAnswerSchema.parse((await beat(id, credential, held)).json()).origins).toBeUndefined();
    await control.ask('POST', '/v1/origins', { body: { host: 'download.example.com' } });
    let answer = first;
    for (let sequence = 3; answer.originsVersion === first.originsVersion || !answer.activated; sequence++)
      answer = heartbeatAnswerSchema.parse((await beat(id, credential, { ...held, sequence })).json());
    expect(answer.origins).toMatchObject([{ host: 'download.example.com', scheme: 'http', port: 80 }]);
    await control.ask('PATCH', `/v1/nodes/${id}?reason=test`, {
      body: { enabled: false },
      headers: { 'If-Match': '*' },
    });
    for (let sequence = 1_000; answer.enabled; sequence++)
      answer = heartbeatAnswerSchema.parse((await beat(id, credential, { sequence })).json());
    expect((await linkOf(id)).heartbeat).toMatchObject({ version: '0.1.0', liveInstances: 1 });
  });

  test('need a credential of that very node', async () => {
    const [one, other] = [await activated(), await activated()];
    expect((await beat(one.id, other.credential)).status).toBe(403);
    expect((await control.ask('POST', '/v1/heartbeats', { body: heartbeat(one.id) })).status).toBe(401);
    expect((await beat(one.id, newNodeCredential(one.id))).status).toBe(401);
    expect((await beat(one.id, one.key)).status).toBe(401);
  });

  test('of two live instances are flagged, of one that started anew are not', async () => {
    const { id, credential } = await activated();
    const from = async (instance: string, sequence: number) =>
      heartbeatAnswerSchema.parse((await beat(id, credential, { instance, sequence })).json()).duplicate;
    const [one, other] = ['instance-1111111111', 'instance-2222222222'];
    expect([await from(one, 1), await from(other, 1), await from(other, 2)]).toEqual([false, false, false]);
    expect([await from(one, 2), await from(other, 3)]).toEqual([true, true]);
    expect((await linkOf(id)).heartbeat?.liveInstances).toBe(2);
    expect(control.log.filter((line) => line.includes('duplicate-instance') && line.includes(id))).toHaveLength(1);
  });

  test('have the node prove its address, also long after it was enrolled', async () => {
    const at = await machine();
    const { id, key } = await made(at.server);
    at.reply = (_request, response) => void response.end('not yet');
    const credential = credentialIn(await at.activate(control, id, key));
    while (at.asked.length === 0) await Bun.sleep(5);
    at.reply = (request, response, node) => void response.end(answerTo(request.url, node));
    for (let sequence = 1; !(await nodeNow(id)).activated; sequence++) {
      await beat(id, credential, { sequence });
      await Bun.sleep(20);
    }
  });
});

describe('credentials', () => {
  test('are traded for new ones, and both are taken for a while', async () => {
    const { id, credential } = await activated();
    const renewed = await control.ask('POST', '/v1/credentials', { headers: bearer(credential) });
    const fresh = credentialIn(renewed);
    expect((await beat(id, fresh, { sequence: 1 })).status).toBe(200);
    const old = heartbeatAnswerSchema.parse((await beat(id, credential, { sequence: 2 })).json());
    expect(old.renewCredential).toBe(true);
    expect(heartbeatAnswerSchema.parse((await beat(id, fresh, { sequence: 3 })).json()).renewCredential).toBe(false);
  });

  test('are renewed by the node when the operator asks', async () => {
    const { id, credential } = await activated();
    expect((await control.ask('POST', `/v1/nodes/${id}/credential-renewal`)).status).toBe(200);
    let renew = false;
    for (let sequence = 1; !renew; sequence++)
      renew = heartbeatAnswerSchema.parse((await beat(id, credential, { sequence })).json()).renewCredential;
    expect((await linkOf(id)).enrolments[0]?.credentials[0]?.renewalAsked).toBe(true);
  });

  test('that are revoked are refused soon, and the node goes on to serve', async () => {
    const { id, credential } = await activated();
    expect((await beat(id, credential)).status).toBe(200);
    expect((await control.ask('DELETE', `/v1/nodes/${id}/keys`)).status).toBe(200);
    for (let sequence = 2; (await beat(id, credential, { sequence })).status !== 401; sequence++) await Bun.sleep(20);
    expect((await control.ask('POST', '/v1/credentials', { headers: bearer(credential) })).status).toBe(401);
    expect((await nodeNow(id)).state).toBe('serving');
  });
});

describe('keys', () => {
  test('are in no answer but the one that shows them, nor in the log', async () => {
    const { id, key, credential } = await activated();
    const thief = await machine();
    await thief.activate(control, id, key);
    await beat(id, credential);
    for (const body of [
      `{"registrationKey": ${key}}`,
      { registrationKey: key, node: key },
      { ...heartbeat(id), [key]: key },
    ]) {
      for (const path of ['/v1/activations', '/v1/heartbeats']) {
        const answer = await control.ask('POST', path, { body, headers: bearer(credential) });
        expect([answer.status >= 400, answer.text.includes(key)]).toEqual([true, false]);
      }
    }
    for (const path of ['/openapi.json', `/v1/nodes/${id}`, '/v1/nodes', `/v1/nodes/${id}/link`])
      expect((await control.ask('GET', path)).text).not.toMatch(/nh[kc]_[A-Za-z0-9_-]{20}/);
    expect(control.log.join('')).not.toMatch(/nh[kc]_[A-Za-z0-9_-]{20}/);
  });
});

function answerTo(target: string | undefined, { id, keyPair }: Pick<AnsweringNode, 'id' | 'keyPair'>): string {
  return answerProof({ node: id, keyPair }, target ?? '')?.body ?? '';
}
