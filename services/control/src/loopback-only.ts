import { ConfigError, formatListen, isLoopbackHost, type ListenAddress } from '@nearhop/service-kit';

/** Throws ConfigError for any other address: without sign-in, whoever reaches control rules it. */
export function requireLoopback(listen: ListenAddress): void {
  if (isLoopbackHost(listen.host)) return;
  const line =
    `Cannot use NEARHOP_CONTROL_LISTEN "${formatListen(listen)}": control has no sign-in yet, so it must listen on loopback, ` +
    `where only this machine reaches it: write 127.0.0.1:${listen.port}`;
  throw new ConfigError([line]);
}
