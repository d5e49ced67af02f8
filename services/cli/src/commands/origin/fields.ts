import type { OriginCreate } from '@nearhop/contracts';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { collect, wholeNumber } from '../write-options.ts';

/** What may be said of an origin besides its host. */
export interface OriginFieldOptions {
  readonly scheme?: 'http' | 'https';
  readonly port?: number;
  readonly aliasOf?: string;
  readonly neverCache?: readonly string[];
  readonly fresh?: number;
  readonly testPath?: string;
  readonly methods?: 'all';
  readonly requestHeader?: readonly string[];
}

export function addOriginFieldOptions(command: Command): Command {
  return command
    .addOption(new Option('--scheme <scheme>', 'how to reach it (http unless given)').choices(['http', 'https']))
    .option('--port <port>', "its port (the scheme's unless given)", wholeNumber)
    .option('--alias-of <host>', 'the origin whose objects these are too: one copy is kept for both')
    .option('--never-cache <path>', 'beginning of paths that are passed on and never kept; may be repeated', collect)
    .option('--fresh <seconds>', 'how long an answer that says nothing of its freshness is fresh', wholeNumber)
    .option('--test-path <path>', 'what to fetch to test this origin, such as /mscomtest/wuidt.gif')
    .option('--methods <all>', 'pass on other methods than GET and HEAD too', onlyAll)
    .option('--request-header <name>', 'a request header that goes on to the origin; may be repeated', collect);
}

/** The members that were given. */
export function originMembers(options: OriginFieldOptions): Omit<OriginCreate, 'host'> {
  const { scheme, port, aliasOf, neverCache, fresh, testPath, methods, requestHeader } = options;
  const members = {
    scheme,
    port,
    aliasOf,
    neverCache: neverCache && [...neverCache],
    defaultFreshSeconds: fresh,
    testPath,
    methods,
    requestHeaders: requestHeader?.map((name) => name.toLowerCase()),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function onlyAll(text: string): 'all' {
  if (text === 'all') return text;
  throw new InvalidArgumentError('Write "all", or leave it out for GET and HEAD.');
}
