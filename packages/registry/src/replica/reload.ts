import type { FollowedRegistry } from './followed-registry.ts';
import type { RegistryPosition } from '../revision.ts';
import type { View } from '../view.ts';
import { messageOf } from './error-message.ts';
import { judgeContents, judgePosition, judgeUnlinkedSize, type RefusalCode, type Seen } from './guard.ts';
import { leadsOnFrom } from './history-link.ts';
import type { Held } from './last-good-reader.ts';
import { insist, StoreRefusedError } from './store-refused.ts';
import { Tally } from './tally.ts';

/** The `cause` of a `ViewError` that says: blocks of two customers overlap. */
const OVERLAP = 'overlap';

/** A refused reload that took reading the whole store: nothing is gained by reading it again until it changes. */
export class ContentsRefusedError extends StoreRefusedError {
  readonly position: RegistryPosition;

  constructor(code: RefusalCode, text: string, position: RegistryPosition, cause?: unknown) {
    super(code, text, { cause });
    this.position = position;
  }
}

/**
 * Loads a whole state aside: the guard on its position first, then every record, counted and summed.
 * Rejects with `StoreRefusedError`, or with what reading the store throws.
 */
export async function loadAside<State>(
  registry: FollowedRegistry,
  view: View<State>,
  seen: Seen,
  signal: AbortSignal,
): Promise<Held<State>> {
  const { position, pages } = await registry.snapshot();
  insist(judgePosition(seen, position));
  if (seen.position !== undefined && (await leadsOnFrom(seen.position, registry, position)) === 'unlinked') {
    insist(judgeUnlinkedSize(seen, position));
  }
  const tally = new Tally(pages, signal);
  try {
    const state = await view.load(tally.pages());
    await insistOnContents(position, tally);
    return { state, position };
  } catch (error) {
    if (error instanceof StoreRefusedError) throw error;
    // A part of a state contradicts itself because the rest is missing: then that is the thing to tell.
    await insistOnContents(position, tally);
    const text = `Cannot follow the store: its revision ${position.revision} is no good state: ${messageOf(error)}`;
    throw new ContentsRefusedError(refusalOf(error), text, position, error);
  }
}

/** Rejects with `ContentsRefusedError` when records are missing, and with the store's own fault when it could not be read. */
async function insistOnContents(position: RegistryPosition, tally: Tally): Promise<void> {
  await tally.finish();
  const judgement = judgeContents(position, tally, 'read');
  if (judgement.kind === 'refuse') throw new ContentsRefusedError(judgement.code, judgement.text, position);
}

function refusalOf(error: unknown): RefusalCode {
  return error instanceof Error && error.cause === OVERLAP ? 'reload-refused-overlap' : 'reload-refused-unreadable';
}
