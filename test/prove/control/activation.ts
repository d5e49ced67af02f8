import { nodeResourceSchema, type NodeReport } from '@nearhop/contracts';
import { activate, NodeLink } from '@nearhop/node-link';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlProcess } from '../../harness/control-process.ts';
import { freePort } from '../../harness/free-port.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check, CheckRun } from '../check.ts';
import { activationStage } from './activation-stage.ts';
import { credentialIn, makeNode, nextLoopback, ProofMachine } from './proof-machine.ts';

const MOST_SECONDS = 5;
const REVOKED_WITHIN_MS = 1_000;

const IDLE: NodeReport = {
  uptimeSeconds: 0,
  connections: 0,
  requests: 0,
  hitBytes: 0,
  missBytes: 0,
  egressBytes: 0,
  egressMbps: 0,
  drives: [],
};

export const rightNode: Check = {
  name: 'the right node is activated, and proves an address that was changed',
  limit: `<= ${MOST_SECONDS} s from its call, and from the heartbeat after the change; never serving at an unproven address`,
  atLeast: { full: 100, short: 6 },
  async run({ form, progress }: CheckRun) {
    const nodes = form === 'full' ? 50 : 3;
    const wrong: string[] = [];
    const waits: number[] = [];
    const stage = await activationStage();
    try {
      for (let index = 0; index < nodes; index++) {
        waits.push(...(await liveOfANode(stage.control, wrong)));
        progress(`${index + 1} of ${nodes}`);
      }
    } finally {
      await stage.end();
    }
    const worst = Math.max(...waits) / 1_000;
    const ok = wrong.length === 0 && worst <= MOST_SECONDS;
    return { figure: `worst ${worst.toFixed(2)} s of ${waits.length}`, tried: waits.length, ok, wrong };
  },
};

/** Activates by the node's real half, then moves it to another port; how long each took, in milliseconds. */
async function liveOfANode(control: ControlProcess, wrong: string[]): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-node-'));
  const ports = [freePort(), freePort()] as const;
  const address = nextLoopback();
  const { id, key } = await makeNode(control, `${address}:${ports[0]}`);
  const startedMs = performance.now();
  await activate({ controlUrl: control.url, directory, nodeId: id, registrationKey: key });
  const link = await NodeLink.open(
    { controlUrl: control.url, directory, version: '0.1.0' },
    { report: () => IDLE, changed: () => undefined, troubled: () => undefined },
  );
  const servers = ports.map((port) =>
    createServer((request, response) => void response.end(link.answerProof(request.url ?? '')?.body)).listen(
      port,
      address,
    ),
  );
  link.start();
  try {
    const provenAt = async (port: number) => (await nodeNow(control, id)).activation?.proven.ipv4?.port === port;
    await waitUntil('the node is activated', () => provenAt(ports[0]), 30_000);
    const activatedMs = performance.now() - startedMs;
    const body = { servers: `${address}:${ports[1]}` };
    await control.ask('PATCH', `/v1/nodes/${id}`, { body, headers: { 'If-Match': '*' } });
    const movedMs = performance.now();
    const moved = await nodeNow(control, id);
    if (moved.state === 'serving' && moved.activation?.proven.ipv4?.port !== ports[1])
      wrong.push(`${id} serves at an address that it has not proven`);
    await waitUntil('the new address is proven', () => provenAt(ports[1]), 30_000);
    return [activatedMs, performance.now() - movedMs];
  } finally {
    await link.stop();
    for (const server of servers) server.close();
    rmSync(directory, { recursive: true });
  }
}

export const revokedCredential: Check = {
  name: 'a revoked credential is refused within a second',
  limit: `<= ${REVOKED_WITHIN_MS} ms from the answer to the revocation to the first refusal`,
  atLeast: { full: 50, short: 3 },
  async run({ form }: CheckRun) {
    const rounds = form === 'full' ? 50 : 3;
    const waits: number[] = [];
    const stage = await activationStage();
    try {
      for (let round = 0; round < rounds; round++) waits.push(await revoked(stage.control));
    } finally {
      await stage.end();
    }
    const worst = Math.max(...waits);
    return { figure: `worst ${Math.round(worst)} ms`, tried: rounds, ok: worst <= REVOKED_WITHIN_MS };
  },
};

async function revoked(control: ControlProcess): Promise<number> {
  const machine = await ProofMachine.start();
  const { id, key } = await makeNode(control, machine.server);
  machine.node = id;
  const credential = credentialIn(await machine.activate(control, id, key));
  let sequence = 0;
  const beat = async () => {
    const body = { node: id, instance: 'instance-of-a-check', sequence: ++sequence, version: '0.1.0', report: IDLE };
    const headers = { Authorization: `Bearer ${credential}` };
    return (await control.ask('POST', '/v1/heartbeats', { body, headers })).status;
  };
  const before = await beat();
  if (before !== 200) throw new Error(`A good credential was refused with ${before}`);
  await control.ask('DELETE', `/v1/nodes/${id}/keys`);
  const waitedMs = await waitUntil('the credential is refused', async () => (await beat()) === 401, 10_000);
  machine.stop();
  return waitedMs;
}

export const interruptedActivation: Check = {
  name: 'a node whose control dies while it is activated is activated by its retry',
  limit: '0 nodes that need another key',
  atLeast: { full: 40 },
  async run({ seed, progress }: CheckRun) {
    const random = seededRandom(seed);
    const rounds = 40;
    const wrong: string[] = [];
    const stage = await activationStage();
    const { control } = stage;
    const told = { answered: 0, lost: 0 };
    try {
      for (let round = 0; round < rounds; round++) {
        const machine = await ProofMachine.start();
        const { id, key } = await makeNode(control, machine.server);
        machine.node = id;
        const first = machine.activate(control, id, key).then(
          ({ status }) => status,
          () => 0,
        );
        await Bun.sleep(randomInteger(random, 12));
        await control.kill();
        told[(await first) === 200 ? 'answered' : 'lost']++;
        await control.restart();
        const again = await machine.activate(control, id, key);
        if (again.status !== 200) wrong.push(`round ${round}: the retry was answered with ${again.status}`);
        machine.stop();
        progress(`${round + 1} of ${rounds}`);
      }
    } finally {
      await stage.end();
    }
    const figure = `${wrong.length} wrong; first attempts: ${JSON.stringify(told)}`;
    return { figure, tried: rounds, ok: wrong.length === 0 && told.lost > 0, wrong };
  },
};

async function nodeNow(control: ControlProcess, id: string) {
  return nodeResourceSchema.parse((await control.ask('GET', `/v1/nodes/${id}`)).body);
}
