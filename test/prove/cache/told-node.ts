import { activate } from '@nearhop/node-link';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginNodeLife, type StartedNode } from '../../harness/cache-node-life.ts';
import type { ControlProcess } from '../../harness/control-process.ts';
import { freePort } from '../../harness/free-port.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import { activationStage } from '../control/activation-stage.ts';
import { makeNode } from '../control/proof-machine.ts';
import { askJudged } from './judged-answer.ts';
import { OracleOrigin } from './oracle-origin.ts';

/** A cache node that real control has activated and tells what to do, with an origin that knows every byte. */
export interface ToldNode {
  readonly control: ControlProcess;
  readonly id: string;
  readonly origin: OracleOrigin;
  readonly node: StartedNode;
  /** Ends the node, and starts it again over what it kept. */
  again(): Promise<StartedNode>;
}

/** Not control's own address, which is an origin too. */
const ORIGIN_ADDRESS = '127.0.0.3';

/** Runs something with such a node; removes all that there was of it. */
export async function withToldNode<Result>(run: (told: ToldNode) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-told-'));
  const stage = await activationStage();
  const { control } = stage;
  await using origin = await OracleOrigin.start(ORIGIN_ADDRESS);
  const listen = `127.0.0.1:${freePort()}`;
  const begin = () =>
    beginNodeLife({
      directory,
      origins: null,
      drives: [{ directory: join(directory, 'drive'), size: '1gib' }],
      env: { NEARHOP_CACHE_NODE_CONTROL_URL: control.url, NEARHOP_CACHE_NODE_LISTEN: listen },
    });
  let life: ReturnType<typeof begin> | undefined;
  try {
    const added = await control.ask('POST', '/v1/origins', { body: origin.record });
    if (added.status >= 300) throw new Error(`Control takes no origin: ${JSON.stringify(added.body)}`);
    const { id, key } = await makeNode(control, listen);
    const keys = join(directory, 'data', 'node');
    await activate({ controlUrl: control.url, directory: keys, nodeId: id, registrationKey: key });
    life = begin();
    const node = await life.started;
    const serves = async () =>
      (await askJudged({ port: node.port, origin, name: '/fresh/first', range: null })).status === 200;
    await waitUntil('the node is told that it may serve', serves, 30_000);
    const again = async () => {
      await life?.started.then((started) => started.stop());
      life = begin();
      return life.started;
    };
    return await run({ control, id, origin, node, again });
  } finally {
    life?.signal('SIGKILL');
    await life?.exited;
    await stage.end();
    rmSync(directory, { recursive: true, force: true });
  }
}
