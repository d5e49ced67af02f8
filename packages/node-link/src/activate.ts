import { activationStatement } from '@nearhop/auth';
import { credentialIssuedSchema, nodeIdSchema, registrationKeySchema } from '@nearhop/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControlClient } from './control-client.ts';
import { KeyDirectory } from './key-directory.ts';
import { NodeLinkError } from './node-link-error.ts';

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;

export interface ActivateOptions {
  readonly controlUrl: string;
  /** Where the keys are kept; made when it is not there. */
  readonly directory: string;
  readonly nodeId: string;
  readonly registrationKey: string;
}

export interface Enrolled {
  readonly node: string;
  readonly publicKey: string;
}

/**
 * Trades a registration key for a credential, and keeps it. May be repeated with the same key and directory: the key pair stays, so
 * control knows that it is the same installation. Throws NodeLinkError.
 */
export async function activate(options: ActivateOptions): Promise<Enrolled> {
  const { directory, nodeId, registrationKey } = options;
  const client = new ControlClient(options.controlUrl);
  if (!nodeIdSchema.safeParse(nodeId).success)
    throw new NodeLinkError('refused', 'Cannot activate: write the id of the node, such as n_abcdefghijklmnop');
  if (!registrationKeySchema.safeParse(registrationKey).success)
    throw new NodeLinkError('refused', 'Cannot activate: the registration key must be "nhk_" and 43 characters');
  const keys = new KeyDirectory(directory);
  const keyPair = await keys.keyPairOrNew();
  const { publicKey } = keyPair;
  const signature = keyPair.sign(activationStatement({ node: nodeId, registrationKey, publicKey }));
  const { credential } = await patiently(() =>
    client.ask({
      path: '/v1/activations',
      body: { node: nodeId, registrationKey, publicKey, signature },
      answer: credentialIssuedSchema,
    }),
  );
  await keys.saveCredential(credential);
  return { node: nodeId, publicKey };
}

/** Control takes the same trade again for a while, so an answer that was lost may be asked for once more. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const isLost = error instanceof NodeLinkError && error.fault === 'unreachable';
      if (!isLost || attempt === ATTEMPTS) throw error;
      await sleep(FIRST_WAIT_MS * attempt);
    }
  }
}
