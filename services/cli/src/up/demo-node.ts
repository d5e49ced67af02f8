import * as cacheNode from '@nearhop/cache-node';
import { proofReportSchema, type NodeSummary } from '@nearhop/contracts';
import { activate, enrolledNode } from '@nearhop/node-link';
import { formatListen } from '@nearhop/service-kit';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlBackend } from '../backend/control-backend.ts';
import { ControlClient } from '../backend/control-client.ts';
import { CommandFailure } from '../command-failure.ts';
import type { Environment } from '../terminal.ts';
import type { NodeListeners } from './node-listeners.ts';
import type { Started } from './started.ts';
import { writeNodeServer } from './write-demo.ts';

export interface DemoNodeOptions {
  readonly environment: Environment;
  readonly controlUrl: string;
  /** The node's own: its keys, its traffic, its drive. */
  readonly directory: string;
  readonly listeners: NodeListeners;
}

export interface DemoNodeEndpoints {
  readonly name: string;
  readonly http: string;
  readonly status: string;
}

const DRIVE_SIZE = '1g';
/** Nobody who presses Ctrl-C waits for a demo's downloads. */
const STOP_TIMES = { idleMs: 20, atMostMs: 2_000 };
const TOLD_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Runs a cache node in this process, as one of its own would be run: activated by its registration key, proven by what it answers. */
export async function startDemoNode(
  record: Pick<NodeSummary, 'id' | 'name'>,
  backend: ControlBackend,
  options: DemoNodeOptions,
  started: Started,
): Promise<DemoNodeEndpoints> {
  const { controlUrl, directory, listeners } = options;
  const { id, name } = record;
  const keys = join(directory, 'node');
  if ((await enrolledNode(keys)) !== id) {
    const { registrationKey } = await backend.keys.issueRegistrationKey(id);
    await activate({ controlUrl, directory: keys, nodeId: id, registrationKey });
  }
  const config = cacheNode.readConfig({
    ...options.environment,
    NEARHOP_DATA_DIR: directory,
    NEARHOP_CACHE_NODE_CONTROL_URL: controlUrl,
    NEARHOP_CACHE_NODE_LISTEN: formatListen(listeners.http),
    NEARHOP_CACHE_NODE_STATUS_LISTEN: formatListen(listeners.status),
    NEARHOP_CACHE_NODE_OPS_LISTEN: formatListen(listeners.ops),
    NEARHOP_CACHE_NODE_DRIVES: `${join(directory, 'drive')}:${DRIVE_SIZE}`,
  });
  const running = await cacheNode.start(config, { stopTimes: STOP_TIMES });
  started.add(() => running.stop());
  const { http, status } = running.endpoints;
  await writeNodeServer(backend, id, { address: listeners.http.host, port: Number(new URL(http).port) });
  if (!running.state.state.activated) await prove(controlUrl, record, running);
  return { name, http, status };
}

/** Has control ask for the proof now, and waits until the node was told. */
async function prove(
  controlUrl: string,
  { id, name }: Pick<NodeSummary, 'id' | 'name'>,
  { state }: cacheNode.RunningCacheNode,
): Promise<void> {
  const request = { method: 'POST', retry: 'as-it-is' } as const;
  const report = await new ControlClient(controlUrl).ask(proofReportSchema, `/v1/nodes/${id}/prove`, request);
  const faults = report.servers.flatMap(({ fault }) => fault ?? []);
  if (!report.activated) throw new CommandFailure('refused', `Cannot activate node ${name} of the demo`, faults);
  const deadlineMs = performance.now() + TOLD_WITHIN_MS;
  while (!state.state.activated) {
    if (performance.now() > deadlineMs)
      throw new CommandFailure(
        'refused',
        `Cannot start node ${name} of the demo: control did not tell it that it is activated`,
      );
    await sleep(LOOK_EVERY_MS);
  }
}
