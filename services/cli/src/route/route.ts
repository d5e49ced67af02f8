import type { RouteAnswer } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';
import { CommandFailure } from '../command-failure.ts';
import type { RouteOptions } from '../commands/route.ts';
import { print } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { answerLine } from './answer-line.ts';
import { RouterClient } from './router-client.ts';
import { watch } from './watch.ts';

export async function route(terminal: Terminal, options: RouteOptions): Promise<void> {
  const client = options.as === undefined ? undefined : Address.parse(options.as).toString();
  const { NEARHOP_ROUTER_URL: url } = await variables(terminal, ['NEARHOP_ROUTER_URL']);
  const router = new RouterClient(url, client);
  const first = await router.ask();
  if (first === undefined)
    throw new CommandFailure('unreachable', `Cannot ask ${url}: it says that nothing changed before it ever answered`);
  requireClient(first, client);
  if (options.watch) return watch(terminal, router, first, options.output);
  await print(terminal, options.output, first, (answer) => answerLine(answer, terminal.color));
}

/** A router that does not trust the asker answers for the asker's own address: never show that as the other's. */
function requireClient(answer: RouteAnswer, client: string | undefined): void {
  if (client === undefined || answer.client === client) return;
  const asker = answer.client;
  const network = asker === null ? '<address of this machine>/32' : `${asker}/${asker.includes(':') ? 128 : 32}`;
  throw new CommandFailure(
    'not-trusted',
    `Cannot ask for client "${client}": the router answered for ${asker ?? 'an unreadable address'}, as it does not trust this machine as a proxy`,
    [`start the router with: NEARHOP_ROUTER_TRUSTED_PROXIES=${network}`],
  );
}
