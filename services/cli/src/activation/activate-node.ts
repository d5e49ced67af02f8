import { activate, NodeLinkError } from '@nearhop/node-link';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailure } from '../command-failure.ts';
import type { ActivateOptions } from '../commands/node/activate.ts';
import { print } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { variables } from '../variables.ts';
import { proveHere } from './prove-here.ts';

/** Trades the key that the file holds, and with `--listen` stays until control has seen the proof. */
export async function activateNode(terminal: Terminal, nodeId: string, options: ActivateOptions): Promise<void> {
  const values = await variables(terminal, ['NEARHOP_CONTROL_URL', 'NEARHOP_DATA_DIR']);
  const directory = options.directory ?? join(values.NEARHOP_DATA_DIR, 'node');
  const controlUrl = values.NEARHOP_CONTROL_URL;
  const registrationKey = await readKey(options.registrationKeyFile);
  try {
    const enrolled = await activate({ controlUrl, directory, nodeId, registrationKey });
    if (options.listen === undefined) {
      await print(terminal, options.output, enrolled, () => `Activated node ${nodeId}: its keys are in ${directory}`);
      terminal.complain('Devices are sent to it when it answers at its server address: start the cache node');
      return;
    }
    const proven = await proveHere(terminal, {
      controlUrl,
      directory,
      listen: options.listen,
      publicKey: enrolled.publicKey,
    });
    await print(terminal, options.output, { ...enrolled, proven }, () => {
      const places = proven.map(({ address, port }) => `${address} port ${port}`);
      return `Activated node ${nodeId}, which proved ${places.join(' and ')}: its keys are in ${directory}`;
    });
  } catch (error) {
    if (!(error instanceof NodeLinkError)) throw error;
    throw new CommandFailure(error.fault === 'unreachable' ? 'unreachable' : 'refused', error.message);
  }
}

/** The first line of the file. Its failures do not quote it. */
async function readKey(path: string): Promise<string> {
  try {
    const text = path === '-' ? await Bun.stdin.text() : await readFile(path, 'utf8');
    return text.trim();
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CommandFailure('refused', `Cannot read the registration key from ${path}: ${why}`);
  }
}
