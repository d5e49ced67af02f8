import { Address } from '@nearhop/ip';
import { CommandFailure } from '../command-failure.ts';
import type { RouteOptions } from '../commands/route.ts';
import { print } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { answerLine } from './answer-line.ts';
import { requireClient } from './require-client.ts';
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
