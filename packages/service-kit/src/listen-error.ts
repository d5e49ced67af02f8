import { formatListen, type ListenAddress } from './listen-address.ts';

/** A listener could not be opened. The message is one line that names the variable to change. */
export class ListenError extends Error {
  readonly code = 'ERR_LISTEN';
  override readonly name = 'ListenError';
}

/** The error of a failed listen as a ListenError when the system refused the address or port; any other error as it is. */
export function toListenError(cause: unknown, listen: ListenAddress, variable: string): unknown {
  const explanation = explain(systemCode(cause) ?? '', listen, variable);
  return explanation === undefined
    ? cause
    : new ListenError(`Cannot listen on ${formatListen(listen)}: ${explanation}`, { cause });
}

function explain(code: string, listen: ListenAddress, variable: string): string | undefined {
  const next = formatListen({ host: listen.host, port: listen.port < 1_024 ? 8_080 : (listen.port % 65_535) + 1 });
  switch (code) {
    case 'EADDRINUSE':
      return `the port is taken: set ${variable} to another, such as ${next}`;
    case 'EACCES':
      return `this user may not open ports below 1024: set ${variable} to another, such as ${next}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `this machine has no such address: set ${variable} to one that it has, such as 127.0.0.1:${listen.port}`;
    default:
      return undefined;
  }
}

function systemCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
