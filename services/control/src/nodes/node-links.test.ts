import { nodeWrittenSchema } from '@nearhop/contracts';
import { openRegistry, type Registry } from '@nearhop/registry';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnsweringNode, bearer, credentialIn, heartbeat } from '../testing/answering-node.ts';
import { scratchControl, type ScratchControl } from '../testing/scratch-control.ts';

let directory: string;
let registry: Registry;
let control: ScratchControl;
let machine: AnsweringNode;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-links-'));
  registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  control = await scratchControl({ lab: true }, { registry });
  machine = await AnsweringNode.listen();
});
afterEach(async () => {
  machine.close();
  await control.end();
  await registry.close();
  await rm(directory, { recursive: true });
});

async function enrolled(): Promise<{ id: string; number: number; credential: string }> {
  const answer = await control.ask('POST', '/v1/nodes', { body: { name: 'Seattle-1', servers: machine.server } });
  const { node, registrationKey } = nodeWrittenSchema.parse(answer.json());
  const activated = await machine.activate(control, node.id, registrationKey?.registrationKey ?? '');
  return { id: node.id, number: node.number, credential: credentialIn(activated) };
}

describe('NodeLinks', () => {
  test('writes how long ago each node was heard, for whoever watches the nodes', async () => {
    const { id, number, credential } = await enrolled();
    await control.ask('POST', '/v1/heartbeats', { body: heartbeat(id), headers: bearer(credential) });
    let ages: Uint8Array | undefined;
    while (ages === undefined) {
      ages = (await registry.health.heartbeats())?.ages;
      await Bun.sleep(20);
    }
    expect(ages).toHaveLength(number + 1);
    expect(ages[number]).toBeLessThan(255);
  });

  test('answers 404 to the heartbeats of a node that was deleted', async () => {
    const { id, credential } = await enrolled();
    const remove = () => control.ask('DELETE', `/v1/nodes/${id}?reason=over`, { headers: { 'If-Match': '*' } });
    // Control may be writing down the node's proof in this very moment.
    while ((await remove()).status === 412);
    const beat = async (sequence: number) =>
      (await control.ask('POST', '/v1/heartbeats', { body: heartbeat(id, { sequence }), headers: bearer(credential) }))
        .status;
    let sequence = 1;
    while ((await beat(sequence)) === 200) sequence++;
    expect(await beat(sequence + 1)).toBe(404);
  });

  test('keeps a node’s link over a restart of control', async () => {
    const { id, credential } = await enrolled();
    await control.end();
    control = await scratchControl({ lab: true }, { registry });
    const again = await control.ask('POST', '/v1/heartbeats', { body: heartbeat(id), headers: bearer(credential) });
    expect(again.status).toBe(200);
  });
});
