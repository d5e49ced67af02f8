import { nodeResourceSchema } from '@nearhop/contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlAnswer, ControlProcess } from '../../harness/control-process.ts';
import { runNearhop } from '../../harness/nearhop-process.ts';
import type { Check, CheckRun } from '../check.ts';
import { activationStage, type ActivationStage } from './activation-stage.ts';
import { credentialIn, makeNode, ProofMachine } from './proof-machine.ts';

const PLACES = ['/openapi.json', '/v1/nodes?limit=1000', '/v1/revisions?limit=1000', '/v1/position', '/v1/customers'];

export const hiddenKeys: Check = {
  name: 'no key is anywhere but where it is shown once',
  limit: '0 finds in logs, errors, history, lists, metrics, OpenAPI and files of the store',
  atLeast: { full: 500, short: 60 },
  async run({ form, progress }: CheckRun) {
    const nodes = form === 'full' ? 25 : 3;
    const stage = await activationStage();
    const keys = new Set<string>();
    const texts = new Map<string, string>();
    try {
      for (let index = 0; index < nodes; index++) {
        await useKeys(stage.control, keys, texts);
        progress(`${index + 1} of ${nodes}`);
      }
      await collect(stage, texts);
    } finally {
      await stage.end();
    }
    const wrong = [...texts].flatMap(([place, text]) =>
      [...keys].filter((key) => text.includes(key)).map((key) => `${place} holds a ${key.slice(0, 4)} key`),
    );
    const tried = keys.size * texts.size;
    const figure = `${wrong.length} finds of ${keys.size} keys in ${texts.size} places`;
    return { figure, tried, ok: wrong.length === 0, wrong };
  },
};

/** Uses keys well and badly, and keeps what control says to the bad uses. */
async function useKeys(control: ControlProcess, keys: Set<string>, texts: Map<string, string>): Promise<void> {
  const [machine, thief] = [await ProofMachine.start(), await ProofMachine.start()];
  const { id, key } = await makeNode(control, machine.server);
  [machine.node, thief.node] = [id, id];
  const credential = credentialIn(await machine.activate(control, id, key));
  const bearer = { Authorization: `Bearer ${credential}` };
  const renewed = credentialIn(await control.ask('POST', '/v1/credentials', { headers: bearer }));
  for (const secret of [key, credential, renewed]) keys.add(secret);
  const bad = [
    await thief.activate(control, id, key),
    await malformed(control, `{"registrationKey": ${key}`),
    await control.ask('POST', '/v1/activations', { body: { node: key, registrationKey: key, [key]: 1 } }),
    await control.ask('POST', '/v1/heartbeats', { body: { node: key, [credential]: credential }, headers: bearer }),
    await control.ask('POST', `/v1/credentials?x=1`, { headers: bearer }),
    await control.ask('POST', '/v1/credentials', { headers: { Authorization: `Bearer ${key}` } }),
  ];
  for (const [index, { status, body }] of bad.entries()) {
    texts.set(`refusal ${index} of ${id}`, JSON.stringify(body));
    if (status < 400) texts.set(`answer ${index} of ${id}, which should be a refusal`, [...keys].join(' '));
  }
  nodeResourceSchema.parse((await control.ask('GET', `/v1/nodes/${id}`)).body);
  texts.set(`link of ${id}`, JSON.stringify((await control.ask('GET', `/v1/nodes/${id}/link`)).body));
  await control.ask('DELETE', `/v1/nodes/${id}/keys`);
  machine.stop();
  thief.stop();
}

async function collect({ control, directory, store }: ActivationStage, texts: Map<string, string>): Promise<void> {
  for (const path of PLACES) texts.set(path, JSON.stringify((await control.ask('GET', path)).body));
  texts.set('metrics', await (await fetch(`${control.opsUrl}/metrics`)).text());
  texts.set('readiness', await (await fetch(`${control.opsUrl}/readyz`)).text());
  const listed = await runNearhop(['node', 'list', '-o', 'json'], { env: { NEARHOP_STORE: store } });
  texts.set('node list', listed.output);
  texts.set('log of control', control.output());
  for (const name of readdirSync(directory)) texts.set(name, readFileSync(join(directory, name)).toString('latin1'));
}

async function malformed({ url }: ControlProcess, body: string): Promise<Pick<ControlAnswer, 'status' | 'body'>> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/v1/activations`, { method: 'POST', headers, body });
  return { status: response.status, body: await response.text() };
}
