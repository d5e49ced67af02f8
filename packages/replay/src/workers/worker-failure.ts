/** A worker's thread that could not go on: the run has no result. The message says why. */
export class WorkerFailure extends Error {
  readonly code = 'ERR_REPLAY_WORKER';

  constructor(message: string) {
    super(message);
    this.name = 'WorkerFailure';
  }
}
