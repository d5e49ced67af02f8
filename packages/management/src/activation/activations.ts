import type {
  ActivationRequest,
  CredentialIssued,
  NodeActivation,
  NodeKeys,
  RegistrationKeyIssued,
} from '@nearhop/contracts';
import {
  managementContext,
  type ManagementContext,
  type ManagementDependencies,
  type ManagementOptions,
  type WriteRequest,
} from '../management-context.ts';
import { told } from '../told.ts';
import { activateNode, type ActivationOutcome } from './activate-node.ts';
import { enrolledKeys } from './enrolled-keys.ts';
import { askForRenewal, renewCredential, revokeKeys } from './node-credentials.ts';
import { showNodeKeys } from './node-keys.ts';
import { recordProof, type Proof } from './record-proof.ts';
import { issueRegistrationKey } from './registration-keys.ts';

/** How nodes get their keys and prove their addresses. Every refusal but an activation's is a ManagementError. */
export class Activations {
  readonly #context: ManagementContext;

  constructor(options: ManagementOptions, dependencies: ManagementDependencies) {
    this.#context = managementContext(options, dependencies);
  }

  issueRegistrationKey(reference: string, request: Pick<WriteRequest, 'by'>): Promise<RegistrationKeyIssued> {
    return told(() => issueRegistrationKey(this.#context, reference, request));
  }

  activateNode(request: ActivationRequest): Promise<ActivationOutcome> {
    return told(() => activateNode(this.#context, request));
  }

  /** Undefined when the credential is none that is taken. */
  renewCredential(credential: string): Promise<CredentialIssued | undefined> {
    return told(() => renewCredential(this.#context, credential));
  }

  nodeKeys(reference: string): Promise<NodeKeys> {
    return told(() => showNodeKeys(this.#context, reference));
  }

  askForRenewal(reference: string): Promise<NodeKeys> {
    return told(() => askForRenewal(this.#context, reference));
  }

  revokeKeys(reference: string): Promise<NodeKeys> {
    return told(() => revokeKeys(this.#context, reference));
  }

  /** The public keys by which a node may prove its addresses, newest first. */
  enrolledKeys(node: string): Promise<readonly string[]> {
    return told(() => enrolledKeys(this.#context, node));
  }

  recordProof(proof: Proof): Promise<NodeActivation | undefined> {
    return told(() => recordProof(this.#context, proof));
  }
}
