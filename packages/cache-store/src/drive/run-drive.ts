import { parentPort } from 'node:worker_threads';
import type { OpenSource } from '../source.ts';
import type { ToDrive } from '../wire/to-drive.ts';
import { DriveHost } from './drive-host.ts';

/** What the module of the drives' Workers provides. */
export interface DriveProgram {
  readonly openSource: OpenSource;
  /** Given `sourceSettings` before the first fetch, and each later `configureSources`. */
  readonly configure?: (settings: unknown) => void;
}

/** Makes the Worker in which this runs serve a drive. Call it once, at the top of the module that `StoreOptions.workerModule` names. */
export function runDrive(program: DriveProgram): void {
  const port = parentPort;
  if (port === null) throw new Error('Cannot run a drive: this must be the module of a Worker');
  const host = new DriveHost(program, (message) => port.postMessage(message));
  port.on('message', (message: ToDrive) => host.receive(message));
}
