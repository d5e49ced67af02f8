import type { RouteAnswer } from '@nearhop/contracts';
import { CommandFailure } from '../command-failure.ts';

/** A router that does not trust the asker answers for the asker's own address: never show that as the other's. */
export function requireClient(answer: RouteAnswer, client: string | undefined): void {
  if (client === undefined || answer.client === client) return;
  const asker = answer.client;
  const network = asker === null ? '<address of this machine>/32' : `${asker}/${asker.includes(':') ? 128 : 32}`;
  throw new CommandFailure(
    'not-trusted',
    `Cannot ask for client "${client}": the router answered for ${asker ?? 'an unreadable address'}, as it does not trust this machine as a proxy`,
    [`start the router with: NEARHOP_ROUTER_TRUSTED_PROXIES=${network}`],
  );
}
