import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ControlBackend } from '../backend/control-backend.ts';
import type { Environment } from '../terminal.ts';
import type { DataDirectory } from './data-directory.ts';
import { startDemoNode, type DemoNodeEndpoints } from './demo-node.ts';
import { DEMO_NODES } from './demo-records.ts';
import { nodeListeners, type NodeListeners } from './node-listeners.ts';
import type { Started } from './started.ts';
import { writeDemoRecords } from './write-demo.ts';

export interface DemoNodesOptions {
  readonly environment: Environment;
  readonly controlUrl: string;
  /** Those of the first node. */
  readonly listeners: NodeListeners;
}

/** Makes the demo's records where they were never made, and runs a cache node for each of its nodes that is still there. */
export async function startDemoNodes(
  { environment, controlUrl, listeners }: DemoNodesOptions,
  directory: DataDirectory,
  started: Started,
): Promise<readonly DemoNodeEndpoints[]> {
  const backend = new ControlBackend(controlUrl);
  if (!directory.hasDemoRecords) await writeDemoRecords(backend);
  directory.rememberDemoRecords();
  // Drives have no symbolic links in their paths.
  const parent = join(realpathSync(directory.path), 'nodes');
  const records = await backend.listNodes(undefined);
  const starting = DEMO_NODES.flatMap(({ name, customer }, index) => {
    const record = records.find((node) => node.name === name && node.customer === customer);
    if (record === undefined) return [];
    const options = {
      environment,
      controlUrl,
      directory: join(parent, name),
      listeners: nodeListeners(listeners, index),
    };
    return [startDemoNode(record, backend, options, started)];
  });
  // One that fails must not leave others on their way up.
  await Promise.allSettled(starting);
  return Promise.all(starting);
}
