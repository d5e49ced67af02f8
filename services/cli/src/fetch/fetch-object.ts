import type { RouteAnswer } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';
import { CommandFailure } from '../command-failure.ts';
import type { FetchOptions } from '../commands/fetch.ts';
import { print } from '../output/format.ts';
import { requireClient } from '../route/require-client.ts';
import { RouterClient } from '../route/router-client.ts';
import type { Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { download, type Download } from './download.ts';
import { fetchedText, placeText, type Fetched } from './fetched-text.ts';
import { Sink } from './sink.ts';
import { readOriginUrl, sourcesOf, type Source } from './source.ts';

/** Downloads as a device does, from one source after the other until one has given all of it. */
export async function fetchObject(terminal: Terminal, url: string, options: FetchOptions): Promise<void> {
  const origin = readOriginUrl(url);
  const client = options.as === undefined ? undefined : Address.parse(options.as).toString();
  const route = await askRouter(terminal, client);
  await using sink = await Sink.open(options.to);
  let last: Exclude<Download, { readonly kind: 'done' }> | undefined;
  for (const source of sourcesOf(origin, route?.caches ?? [])) {
    const startedMs = performance.now();
    const outcome = await download(source, sink, terminal.interrupted);
    if (outcome.kind === 'done') {
      const seconds = (performance.now() - startedMs) / 1_000;
      const reason = route?.reason ?? 'no-router';
      const fetched = await fetchedFrom(source, { outcome, sink, seconds, reason, file: options.to });
      return print(terminal, options.output, fetched, (value) => fetchedText(value, terminal.color));
    }
    last = outcome;
    if (terminal.interrupted.aborted) break;
    terminal.complain(`${terminal.color.yellow('warning:')} ${placeText(source)}: ${outcome.why}`);
  }
  throw new CommandFailure(
    last?.kind === 'refused' ? 'refused' : 'unreachable',
    `Cannot fetch "${url}": ${last?.why ?? 'there is no source'}`,
  );
}

/** The router's answer; undefined when it gives none: a device goes to the origin then. */
async function askRouter(terminal: Terminal, client: string | undefined): Promise<RouteAnswer | undefined> {
  const { NEARHOP_ROUTER_URL: url } = await variables(terminal, ['NEARHOP_ROUTER_URL']);
  let answer: RouteAnswer | undefined;
  try {
    answer = await new RouterClient(url, client).ask(terminal.interrupted);
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.exit !== 'unreachable') throw error;
    terminal.complain(`${terminal.color.yellow('warning:')} ${error.message}: asking the origin`);
  }
  if (answer !== undefined) requireClient(answer, client);
  return answer;
}

interface Done {
  readonly outcome: Extract<Download, { readonly kind: 'done' }>;
  readonly sink: Sink;
  readonly seconds: number;
  readonly reason: string;
  readonly file: string | undefined;
}

async function fetchedFrom(source: Source, { outcome, sink, seconds, reason, file }: Done): Promise<Fetched> {
  return {
    source,
    reason,
    bytes: sink.bytes,
    seconds: Math.round(seconds * 1_000_000) / 1_000_000,
    sha256: await sink.finish(),
    ...(outcome.cacheStatus !== undefined && { cacheStatus: outcome.cacheStatus }),
    ...(file !== undefined && { file }),
  };
}
