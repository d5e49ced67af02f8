import { InvalidArgumentError, type Command } from 'commander';
import type { Access, Writing } from '../backend/backend.ts';
import { CommandFailure } from '../command-failure.ts';
import type { Format } from '../output/format.ts';

/** What every command that writes takes. */
export interface WriteOptions {
  readonly reason?: string;
  readonly dryRun?: true;
  readonly force?: true;
  readonly as?: string;
  readonly traffic?: string;
  /** Seconds to wait for the routers, or true for the usual time. */
  readonly wait?: number | true;
  readonly output: Format;
}

export function addWriteOptions(command: Command): Command {
  return command
    .option('--reason <text>', 'why, for the history')
    .option('--dry-run', 'say what would happen and write nothing')
    .option('--traffic <file>', 'of a dry run: say what it would move of these clients')
    .option('--force', 'take away more than 20 % of the blocks; needs a reason')
    .option('--as <name>', 'in whose name, for the history (NEARHOP_ACTOR)', actorName)
    .option('--wait [seconds]', 'wait until every router serves the change (30 seconds unless given)', seconds);
}

export function writing({ reason, dryRun, force, as, traffic }: WriteOptions): Writing {
  return {
    why: reason,
    mode: dryRun ? 'dry-run' : 'commit',
    force: force ?? false,
    as,
    ...(traffic !== undefined && { traffic: async () => (await import('./traffic-file.ts')).trafficFile(traffic) }),
  };
}

/** A dry run needs no more than a command that reads. */
export function accessFor({ dryRun }: WriteOptions): Access {
  return dryRun ? 'follow' : 'write';
}

/** Refuses a write that takes something away without a word about why. */
export function requireReason(action: string, { reason }: WriteOptions): void {
  if (reason !== undefined && reason.trim() !== '') return;
  throw new CommandFailure('usage', `Cannot ${action}: a reason is required`, [
    'add --reason "<why>": it is kept in the history',
  ]);
}

/** An option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

export function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number.');
}

function seconds(text: string): number {
  const value = wholeNumber(text);
  if (value >= 1 && value <= 3_600) return value;
  throw new InvalidArgumentError('Write 1 to 3600 seconds.');
}

function actorName(text: string): string {
  if (/^[\x21-\x7e]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError('Write 1 to 100 visible ASCII characters.');
}
