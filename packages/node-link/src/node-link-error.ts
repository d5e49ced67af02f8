/**
 * `unsafe-control-url`: keys would go over the network as they are; `not-enrolled`: no key or credential in the directory;
 * `key-file`: one that cannot be used; `refused`: control said no; `unreachable`: it said nothing that can be used.
 */
export type NodeLinkFault = 'unsafe-control-url' | 'not-enrolled' | 'key-file' | 'refused' | 'unreachable';

/** Something between this node and control that does not work. Its message never holds a key. */
export class NodeLinkError extends Error {
  readonly code = 'ERR_NODE_LINK';
  override readonly name = 'NodeLinkError';
  readonly fault: NodeLinkFault;
  /** The HTTP status with which control refused. */
  readonly status: number | undefined;

  constructor(fault: NodeLinkFault, message: string, details: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.fault = fault;
    this.status = details.status;
  }
}
