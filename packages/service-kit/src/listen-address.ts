/** Where a service listens: `host` is a name or a bare IP address (IPv6 without brackets), `port` 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const HOST_AND_PORT = /^(?:\[(?<bracketed>[0-9A-Fa-f:.]+)\]|(?<plain>[A-Za-z0-9.-]+)):(?<port>[0-9]{1,5})$/;
const MAX_PORT = 65_535;

/** Reads `host:port`, an IPv6 host in brackets. Undefined for anything else. */
export function parseListen(text: string): ListenAddress | undefined {
  const groups = HOST_AND_PORT.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const host = groups['bracketed'] ?? groups['plain'];
  const port = Number(groups['port']);
  return host === undefined || port > MAX_PORT ? undefined : { host, port };
}

/** `host:port`, an IPv6 host in brackets: what `parseListen` reads. */
export function formatListen(listen: ListenAddress): string {
  return listen.host.includes(':') ? `[${listen.host}]:${listen.port}` : `${listen.host}:${listen.port}`;
}
