import { NO_VECTOR, type HealthVector } from '@nearhop/contracts';
import type { Truth, TruthPosition, TruthWrite } from '../oracle/truth.ts';
import { sharedNowMs, type TruthMessage } from './protocol.ts';

export interface FollowOptions {
  readonly tell: (message: TruthMessage) => void;
  /** The registry could not be read; it is tried again. */
  readonly onAway: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const TRY_AGAIN_MS = 250;

/**
 * Loads the registry and then follows it until `signal` aborts. Resolves after the load, with the promise of the rest; rejects
 * when that cannot be read. Later a registry that goes away is waited for: routers outlive it too.
 */
export async function followTruth(truth: Truth, options: FollowOptions): Promise<{ readonly ended: Promise<void> }> {
  const vector = await truth.health.vector();
  tellVector(vector, options);
  const position = await load(truth, options);
  const ended = Promise.all([followRevisions(truth, position, options), followVectors(truth, options)]);
  return { ended: ended.then(() => undefined) };
}

async function load(truth: Truth, { tell }: FollowOptions): Promise<TruthPosition> {
  const { position, pages } = await truth.snapshot();
  tell({ kind: 'load', revision: position.revision });
  for await (const page of pages) tell({ kind: 'page', writes: page.flatMap(slim) });
  tell({ kind: 'loaded', atMs: sharedNowMs() });
  return position;
}

async function followRevisions(truth: Truth, from: TruthPosition, options: FollowOptions): Promise<void> {
  let position = from;
  await untilAborted(options, async () => {
    for await (const step of truth.changes(position, options.signal)) {
      if (step.kind === 'reload') {
        position = await load(truth, options);
        return;
      }
      ({ position } = step.revision);
      const writes = step.revision.writes.flatMap(slim);
      options.tell({ kind: 'revision', revision: position.revision, writes, atMs: sharedNowMs() });
    }
  });
}

async function followVectors(truth: Truth, options: FollowOptions): Promise<void> {
  await untilAborted(options, async () => {
    for await (const vector of truth.health.vectors(options.signal)) tellVector(vector, options);
  });
}

function tellVector(vector: HealthVector, { tell }: FollowOptions): void {
  if (vector.number > NO_VECTOR.number) tell({ kind: 'vector', vector, atMs: sharedNowMs() });
}

async function untilAborted({ signal, onAway }: FollowOptions, follow: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow();
    } catch (error) {
      if (signal.aborted) return;
      onAway(error);
      await Bun.sleep(TRY_AGAIN_MS);
    }
  }
}

/** Only what the oracle reads crosses to the workers. */
function slim(write: TruthWrite): TruthWrite[] {
  if (write.kind === 'node') return [{ kind: 'node', id: write.id, value: write.value }];
  if (write.kind !== 'claim') return [];
  if (write.value === null) return [{ kind: 'claim', id: write.id, value: null }];
  const { node, prefix, state } = write.value;
  return [{ kind: 'claim', id: write.id, value: { node, prefix, state } }];
}
