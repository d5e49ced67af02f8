import type { NodeWritten } from '@nearhop/contracts';
import type { Backend } from '../../backend/backend.ts';
import { settle } from '../../backend/settle.ts';
import { print } from '../../output/format.ts';
import { claimCountsText } from '../../output/node-text.ts';
import { trafficText } from '../../output/traffic-text.ts';
import type { Terminal } from '../../terminal.ts';
import type { WriteOptions } from '../write-options.ts';

/** How a write is told: `Disabled node …`, or what a dry run would have done. */
export interface Verb {
  readonly done: string;
  readonly would: string;
}

/** Prints what a write of a node made, then its warnings, then the wait. */
export async function showWritten(
  terminal: Terminal,
  backend: Backend,
  verb: Verb,
  written: NodeWritten,
  options: WriteOptions,
): Promise<void> {
  await print(terminal, options.output, written, () => writtenLine(terminal, verb, written));
  if (options.output === 'table') showRegistrationKey(terminal, written);
  const { supportContact } = written.node;
  if (written.claims.attentionRequired > 0 && supportContact !== undefined)
    terminal.complain(`Questions: ${supportContact}`);
  await settle(terminal, backend, written, options);
}

/** A write without a commit that repeats none found everything as it was asked for. */
function writtenLine(terminal: Terminal, verb: Verb, written: NodeWritten): string {
  const { node, claims, dryRun, position, commits, repeated } = written;
  if (!dryRun && !repeated && commits === 0) {
    const place = terminal.color.dim(`(revision ${node.revision})`);
    return `Nothing to change: node ${terminal.color.bold(node.name)} of ${node.customer} is so already ${place}`;
  }
  const blocks = claimCountsText(claims);
  const where = dryRun ? 'nothing was written' : `revision ${position.revision}`;
  const moves = written.traffic === undefined ? '' : `\n${trafficText(terminal, written.traffic)}`;
  return `${dryRun ? verb.would : verb.done} node ${terminal.color.bold(node.name)} of ${node.customer}${blocks === '' ? '' : `: ${blocks}`} ${terminal.color.dim(`(${where})`)}${moves}`;
}

/** Shown this once: nobody can look it up again. */
function showRegistrationKey(terminal: Terminal, { node, registrationKey }: NodeWritten): void {
  if (registrationKey === undefined) return;
  terminal.write(`Id: ${node.id}`);
  terminal.write(
    `Registration key, shown this once and good until ${registrationKey.expiresAt}: ${registrationKey.registrationKey}`,
  );
  terminal.complain(`On the node: nearhop node activate ${node.id} --registration-key-file <path>`);
}
