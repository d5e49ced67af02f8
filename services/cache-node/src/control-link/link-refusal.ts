import { NodeLinkError } from '@nearhop/node-link';
import { ConfigError } from '@nearhop/service-kit';

export interface LinkPlace {
  readonly controlUrl: string;
  readonly directory: string;
}

/** What is wrong with a node's settings or keys, in a line that says what to do; any other error as it is. */
export function linkRefusal(error: unknown, { controlUrl, directory }: LinkPlace): unknown {
  if (!(error instanceof NodeLinkError)) return error;
  const { fault, message } = error;
  if (fault === 'not-enrolled') {
    const command = `NEARHOP_CONTROL_URL=${controlUrl} nearhop node activate <id> --registration-key-file <file> --directory ${directory}`;
    return new ConfigError([`Cannot start: this cache node was never activated: run: ${command}`]);
  }
  if (fault === 'unsafe-control-url')
    return new ConfigError([`Cannot use NEARHOP_CACHE_NODE_CONTROL_URL "${controlUrl}": ${message}`]);
  return new ConfigError([message]);
}
