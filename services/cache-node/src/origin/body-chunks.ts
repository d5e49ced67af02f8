import type { IncomingMessage } from 'node:http';
import { OriginError } from './origin-error.ts';

/**
 * The body of an answer as it comes. Throws OriginError when nothing comes for `stallMs` while somebody waits, or when it ends
 * before its time. Whoever leaves early ends the exchange.
 */
export async function* bodyChunks(message: IncomingMessage, stallMs: number): AsyncGenerator<Uint8Array, void> {
  let stalled: ((error: OriginError) => void) | undefined;
  const timer = setTimeout(() => {
    stalled?.(new OriginError('stalled', `The origin sent nothing for ${stallMs} ms`));
  }, stallMs);
  const chunks = message.iterator({ destroyOnReturn: true }) as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const { promise: stall, reject } = Promise.withResolvers<never>();
      stalled = reject;
      timer.refresh();
      const next = await Promise.race([chunks.next(), stall]);
      stalled = undefined;
      if (next.done === true) break;
      yield next.value;
    }
    if (!message.complete) throw new OriginError('cut-short', 'The origin ended its answer too soon');
  } catch (error) {
    throw error instanceof OriginError
      ? error
      : new OriginError('cut-short', `The origin's answer broke off: ${String(error)}`);
  } finally {
    clearTimeout(timer);
    if (!message.complete) message.destroy();
  }
}
