import type { NodeKeys, NodeLinkStatus, RegistrationKeyIssued } from '@nearhop/contracts';

/** What operators do with the keys of a node, by its id. None of it is a revision: keys lie beside the registry. */
export interface KeysBackend {
  /** The key before is dead from then on. */
  issueRegistrationKey(node: string): Promise<RegistrationKeyIssued>;
  show(node: string): Promise<NodeKeys>;
  /** Has the node trade its credential at its next heartbeat. */
  rotate(node: string): Promise<NodeKeys>;
  /** Ends the registration key and all credentials. */
  revoke(node: string): Promise<NodeKeys>;
  /** How control and the node stand to each other; undefined where no control is asked. */
  link(node: string): Promise<NodeLinkStatus | undefined>;
}
