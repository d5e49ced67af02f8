import type { Activations } from '@nearhop/management';
import { administrator } from './administrator.ts';
import type { KeysBackend } from './keys-backend.ts';
import { managed } from './management-refusal.ts';

/** Keys on the store itself. Nobody here hears heartbeats. */
export class LocalKeys implements KeysBackend {
  readonly #activations: Activations;

  constructor(activations: Activations) {
    this.#activations = activations;
  }

  issueRegistrationKey(node: string) {
    return managed(this.#activations.issueRegistrationKey(node, { by: administrator() }));
  }

  show(node: string) {
    return managed(this.#activations.nodeKeys(node));
  }

  rotate(node: string) {
    return managed(this.#activations.askForRenewal(node));
  }

  revoke(node: string) {
    return managed(this.#activations.revokeKeys(node));
  }

  link(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
