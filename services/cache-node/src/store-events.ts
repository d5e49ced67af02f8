import type { StoreEvent } from '@nearhop/cache-store';
import type { Logger } from '@nearhop/service-kit';

const TEXTS: Record<StoreEvent['kind'], string> = {
  emptied: 'a drive was emptied: its index could not be used',
  aside: 'a drive is set aside',
  back: 'a drive serves again',
  damaged: 'stored bytes were damaged, and are forgotten',
  'drive-error': 'a drive gave an error',
  fault: 'a fault of the store',
};

/** What an operator should know of the drives, in the log. */
export function logStoreEvent(log: Logger, event: StoreEvent): void {
  const text = TEXTS[event.kind];
  if (event.kind === 'back') log.info(event, text);
  else if (event.kind === 'fault') log.error(event, text);
  else log.warn(event, text);
}
