import type { ClaimWritten } from '@nearhop/contracts';
import type { Backend } from '../../backend/backend.ts';
import { settle } from '../../backend/settle.ts';
import { claimLine } from '../../output/claim-text.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import type { WriteOptions } from '../write-options.ts';

/** Prints what became of a claim, whom to ask when it requires attention, then the wait. */
export async function showClaim(
  terminal: Terminal,
  backend: Backend,
  verb: { readonly done: string; readonly would: string },
  written: ClaimWritten,
  options: WriteOptions,
): Promise<void> {
  await print(terminal, options.output, written, () => claimLine(terminal, verb, written));
  for (const { prefix, customer, nodeName } of written.taken)
    terminal.complain(
      `${terminal.color.yellow('warning:')} ${prefix} of ${customer}/${nodeName} requires attention now`,
    );
  if (written.supportContact !== undefined) terminal.complain(`Questions: ${written.supportContact}`);
  await settle(terminal, backend, written, options);
}
