import { Address, Prefix } from '@nearhop/ip';
import { ConfigError, formatListen, type ListenAddress } from '@nearhop/service-kit';

const LOOPBACK = [Prefix.parse('127.0.0.0/8'), Prefix.parse('::1/128')];

/** Whether a host, an address without brackets or a name, is this machine and nothing else. */
export function isLoopbackHost(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  const address = Address.tryParse(host);
  return address !== undefined && LOOPBACK.some((prefix) => prefix.contains(address));
}

/** Throws ConfigError for any other address: without sign-in, whoever reaches control rules it. */
export function requireLoopback(listen: ListenAddress): void {
  if (isLoopbackHost(listen.host)) return;
  const line =
    `Cannot use NEARHOP_CONTROL_LISTEN "${formatListen(listen)}": control has no sign-in yet, so it must listen on loopback, ` +
    `where only this machine reaches it: write 127.0.0.1:${listen.port}`;
  throw new ConfigError([line]);
}
