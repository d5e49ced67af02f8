import { nodeKeysSchema, nodeLinkStatusSchema, registrationKeyIssuedSchema } from '@nearhop/contracts';
import type { ControlClient } from './control-client.ts';
import type { KeysBackend } from './keys-backend.ts';

/** Keys through control. A write that is sent twice does no more than one. */
export class ControlKeys implements KeysBackend {
  readonly #control: ControlClient;

  constructor(control: ControlClient) {
    this.#control = control;
  }

  issueRegistrationKey(node: string) {
    const path = `/v1/nodes/${node}/registration-key`;
    return this.#control.ask(registrationKeyIssuedSchema, path, { method: 'POST', retry: 'as-it-is' });
  }

  async show(node: string) {
    const { servers: _servers, heartbeat: _heartbeat, ...keys } = await this.link(node);
    return keys;
  }

  rotate(node: string) {
    const path = `/v1/nodes/${node}/credential-renewal`;
    return this.#control.ask(nodeKeysSchema, path, { method: 'POST', retry: 'as-it-is' });
  }

  revoke(node: string) {
    return this.#control.ask(nodeKeysSchema, `/v1/nodes/${node}/keys`, { method: 'DELETE', retry: 'as-it-is' });
  }

  link(node: string) {
    return this.#control.ask(nodeLinkStatusSchema, `/v1/nodes/${node}/link`);
  }
}
