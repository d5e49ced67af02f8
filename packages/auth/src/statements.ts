import type { ServerAddress } from '@nearhop/contracts';
import { hashSecret } from './secret-text.ts';

/**
 * What nodes sign, as bytes: lines of ASCII, each ended by a line feed. The first says what kind of statement it is, so that a
 * signature made for one purpose is none for another; none of the values can hold a line feed.
 */

export interface ProofStatement {
  readonly nonce: string;
  readonly node: string;
  readonly server: ServerAddress;
}

/** "This node answers at this address, and was asked with this nonce." */
export function proofStatement({ nonce, node, server }: ProofStatement): Uint8Array {
  return lines('nearhop proof of address v1', nonce, node, server.address, String(server.port));
}

export interface ActivationStatement {
  readonly node: string;
  readonly registrationKey: string;
  readonly publicKey: string;
}

/** "Whoever holds this key pair trades this registration key for this node." The key itself is not part of it. */
export function activationStatement({ node, registrationKey, publicKey }: ActivationStatement): Uint8Array {
  return lines('nearhop activation v1', node, hashSecret(registrationKey), publicKey);
}

function lines(...texts: readonly string[]): Uint8Array {
  for (const text of texts) {
    if (!/^[\x20-\x7e]+$/.test(text)) throw new RangeError('Cannot make a statement: its values must be visible ASCII');
  }
  return new TextEncoder().encode(`${texts.join('\n')}\n`);
}
