import { NodeKeyPair } from '@nearhop/auth';
import { nodeResourceSchema } from '@nearhop/contracts';
import { answerProof } from '@nearhop/node-link';
import type { ControlProcess } from '../../harness/control-process.ts';
import { runNearhop } from '../../harness/nearhop-process.ts';
import { startControl } from '../../harness/control-process.ts';
import type { Check, CheckRun } from '../check.ts';
import { activationStage, type ActivationStage } from './activation-stage.ts';
import { isActivatedByProof, makeNode, ProofMachine, type Replier } from './proof-machine.ts';

/** Names and odd spellings: a name may resolve to one address when it is checked and to another when it is asked. */
const NAMES = [
  'localhost:80',
  'rebind.example',
  '127.1:80',
  '0x7f000001',
  '2130706433',
  '127.0.0.1.nip.io:80',
  '[::1%lo]:80',
];
const REDIRECTS = [301, 302, 303, 307, 308];

/** How machines that are not the node answer for it. `honest` is a machine that would prove it, were it asked at its own address. */
function replies(honest: ProofMachine): readonly (readonly [string, Replier])[] {
  const recorded: string[] = [];
  return [
    ['wrong key', ({ url }, response, { node }) => void response.end(signedBy(NodeKeyPair.generate(), node, url))],
    ["other node's id", ({ url }, response, machine) => void response.end(machine.proofFor(url, 'n_aaaaaaaaaaaaaaaa'))],
    [
      'other address',
      ({ url }, response, machine) => void response.end(machine.proofFor(withServer(url, '127.0.0.9:80'))),
    ],
    ['other port', ({ url }, response, machine) => void response.end(machine.proofFor(url?.replace(/[0-9]+$/, '1')))],
    [
      'replayed nonce',
      ({ url }, response, machine) => {
        response.end(recorded.at(-1) ?? '{}');
        recorded.push(machine.proofFor(url));
      },
    ],
    [
      'other nonce',
      ({ url }, response, machine) => void response.end(machine.proofFor(url?.replace(/nonce=.{4}/, 'nonce=AAAA'))),
    ],
    ...REDIRECTS.map((status): [string, Replier] => [
      `redirect ${status}`,
      ({ url = '' }, response, machine) => {
        // Whoever follows it finds a proof.
        honest.reply = (request, answer) => void answer.end(machine.proofFor(withoutHost(request.url)));
        response.writeHead(status, { Location: `http://${honest.server}${url}` }).end();
      },
    ]),
    ['1 KiB and more', ({ url }, response, machine) => void response.end(machine.proofFor(url) + ' '.repeat(1_024))],
    ['status 201', ({ url }, response, machine) => void response.writeHead(201).end(machine.proofFor(url))],
    ['a signature in a list', ({ url }, response, machine) => void response.end(`[${machine.proofFor(url)}]`)],
  ];
}

export const hostileProofs: Check = {
  name: 'a node is activated by its own key at its own address alone',
  limit: '0 activations by wrong key, replay, redirect, name, private target, other node or address, or stolen key',
  atLeast: { full: 1_000, short: 60 },
  async run({ form, progress }: CheckRun) {
    const rounds = form === 'full' ? 70 : 4;
    const wrong: string[] = [];
    let tried = 0;
    const stage = await activationStage();
    const honest = await ProofMachine.start();
    try {
      for (const [what, reply] of replies(honest)) {
        tried += await attempts(stage.control, { what, reply, rounds }, wrong);
        progress(`${tried} attempts, the last ${what}`);
      }
      for (let round = 0; round < rounds; round++) tried += await stolenKey(stage.control, wrong);
      tried += await names(stage.control, wrong);
      tried += await privateTarget(stage, rounds, wrong);
      if (honest.asked > 0) wrong.push(`${honest.asked} redirects were followed`);
      if (stage.proxied() > 0) wrong.push(`${stage.proxied()} connections went to a proxy`);
      // The same machine is believed once it answers as it should: what was refused above was not refused for something else.
      const proven = await honestAttempt(stage.control);
      if (!proven) wrong.push('the honest machine was refused too');
    } finally {
      honest.stop();
      await stage.end();
    }
    return { figure: `${wrong.length} wrong in ${tried} attempts`, tried, ok: wrong.length === 0, wrong };
  },
};

async function attempts(
  control: ControlProcess,
  { what, reply, rounds }: { readonly what: string; readonly reply: Replier; readonly rounds: number },
  wrong: string[],
): Promise<number> {
  const machine = await ProofMachine.start();
  machine.reply = reply;
  const { id, key } = await makeNode(control, machine.server);
  machine.node = id;
  await machine.activate(control, id, key);
  for (let round = 0; round < rounds; round++)
    if (await isActivatedByProof(control, id)) wrong.push(`${what}: activated in round ${round}`);
  // Not only the answer: the record.
  if ((await nodeNow(control, id)).activated) wrong.push(`${what}: the record is activated`);
  if (machine.asked < rounds) wrong.push(`${what}: asked ${machine.asked} times only`);
  machine.stop();
  return rounds;
}

/** Its key is used, so a thief with a machine at the very address gets nothing, and the node keeps its place. */
async function stolenKey(control: ControlProcess, wrong: string[]): Promise<number> {
  const [machine, thief] = [await ProofMachine.start(), await ProofMachine.start()];
  const { id, key } = await makeNode(control, machine.server);
  [machine.node, thief.node] = [id, id];
  await machine.activate(control, id, key);
  await isActivatedByProof(control, id);
  machine.reply = (request, response) => void response.end(thief.proofFor(request.url));
  const stolen = await thief.activate(control, id, key);
  if (stolen.status !== 403) wrong.push(`stolen key: answered ${stolen.status}`);
  await isActivatedByProof(control, id);
  const { activation } = await nodeNow(control, id);
  if (activation?.publicKey !== machine.keyPair.publicKey) wrong.push('stolen key: the thief took the node over');
  machine.stop();
  thief.stop();
  return 1;
}

async function names(control: ControlProcess, wrong: string[]): Promise<number> {
  for (const servers of NAMES) {
    const { status } = await control.ask('POST', '/v1/nodes', { body: { name: 'named', servers } });
    if (status !== 422) wrong.push(`a server called ${servers} was answered with ${status}`);
  }
  return NAMES.length;
}

/** A store that was written in a lab, under a control that is in none: no connection goes to where no server may be. */
async function privateTarget({ store }: ActivationStage, rounds: number, wrong: string[]): Promise<number> {
  const machine = await ProofMachine.start();
  const env = { NEARHOP_STORE: store, NEARHOP_LAB: 'true' };
  await runNearhop(['node', 'create', 'inside', '--server', machine.server], { env });
  const issued = await runNearhop(['key', 'issue', 'inside'], { env });
  const strict = await startControl({ store });
  try {
    const { id } = nodeResourceSchema.parse((await strict.ask('GET', '/v1/nodes/inside')).body);
    machine.node = id;
    await machine.activate(strict, id, /nhk_\S+/.exec(issued.output)?.[0] ?? '');
    for (let round = 0; round < rounds; round++) await strict.ask('POST', `/v1/nodes/${id}/prove`);
    if ((await nodeNow(strict, id)).activation !== undefined) wrong.push('private target: proven');
    if (machine.asked > 0) wrong.push(`private target: asked ${machine.asked} times`);
    return rounds;
  } finally {
    await strict.stop();
    machine.stop();
  }
}

async function honestAttempt(control: ControlProcess): Promise<boolean> {
  const machine = await ProofMachine.start();
  const { id, key } = await makeNode(control, machine.server);
  machine.node = id;
  await machine.activate(control, id, key);
  const isProven = await isActivatedByProof(control, id);
  machine.stop();
  return isProven;
}

async function nodeNow(control: ControlProcess, id: string) {
  return nodeResourceSchema.parse((await control.ask('GET', `/v1/nodes/${id}`)).body);
}

function signedBy(keyPair: NodeKeyPair, node: string, target: string | undefined): string {
  return answerProof({ node, keyPair }, target ?? '')?.body ?? '';
}

function withServer(target: string | undefined, server: string): string {
  return (target ?? '').replace(/server=.*$/, `server=${server}`);
}

function withoutHost(target: string | undefined): string {
  return (target ?? '').replace(/^http:\/\/[^/]*/, '');
}
