import { KEPT_MS } from '@nearhop/management';
import type { ControlContext } from './context.ts';
import { forgettingFailed, forgotten } from './events.ts';

const EVERY_MS = 3_600_000;

/** Removes, now and every hour, what was deleted 30 days ago. Returns what ends that. */
export function forgetHourly({
  management,
  log,
  now,
}: Pick<ControlContext, 'management' | 'log'> & { readonly now: () => Date }): () => Promise<void> {
  let running = Promise.resolve();
  const forget = async () => {
    try {
      const before = new Date(now().getTime() - KEPT_MS).toISOString();
      const gone = await management.forgetReleased({ before, by: 'control' });
      if (gone.claims + gone.nodes > 0) forgotten(log, gone);
    } catch (error) {
      forgettingFailed(log, error);
    }
  };
  const next = () => (running = running.then(forget));
  void next();
  const timer = setInterval(() => void next(), EVERY_MS);
  return () => {
    clearInterval(timer);
    return running;
  };
}
