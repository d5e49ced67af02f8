import type { MovesToCdn, NodeWritten, Position } from '@nearhop/contracts';
import type { WriteOptions } from '../commands/write-options.ts';
import { count } from '../output/count.ts';
import type { Terminal } from '../terminal.ts';
import type { Backend } from './backend.ts';

interface Written {
  readonly position: Position;
  readonly dryRun: boolean;
}

/** What follows a write: its warnings on stderr, and the wait for the routers when one was asked for. */
export async function settle(
  terminal: Terminal,
  backend: Backend,
  written: Written & Partial<Pick<NodeWritten, 'movesToCdn' | 'notes'>>,
  options: WriteOptions,
): Promise<void> {
  const { yellow } = terminal.color;
  for (const warning of [...movesWarning(written.movesToCdn, written), ...(written.notes ?? [])]) {
    terminal.complain(`${yellow('warning:')} ${warning}`);
  }
  if (options.wait === undefined || written.dryRun) return;
  const { waitForRouters } = await import('./wait-for-routers.ts');
  await waitForRouters(terminal, backend, written.position.revision, options.wait === true ? undefined : options.wait);
}

/** `256 addresses move to the CDN …`, or nothing when none does. */
export function movesWarning(moves: MovesToCdn | undefined, { dryRun }: Pick<Written, 'dryRun'>): string[] {
  const amount = moves === undefined ? [] : amounts(moves);
  if (amount.length === 0) return [];
  return [`${amount.join(' and ')} ${dryRun ? 'would ' : ''}move to the CDN: no other node of their block serves them`];
}

function amounts({ addresses, ipv6Networks }: MovesToCdn): string[] {
  const texts = [];
  if (addresses !== '0') texts.push(count(BigInt(addresses), 'IPv4 address', 'IPv4 addresses'));
  if (ipv6Networks !== '0') texts.push(count(BigInt(ipv6Networks), 'IPv6 /64 network'));
  return texts;
}
