export { activate, type ActivateOptions, type Enrolled } from './activate.ts';
export { enrolledNode } from './enrolled-node.ts';
export type { KeptAnswer } from './key-directory.ts';
export { NodeLinkError, type NodeLinkFault } from './node-link-error.ts';
export { NodeLink, type NodeLinkDependencies, type NodeLinkOptions } from './node-link.ts';
export { answerProof, type ProofReply, type ProofSigner } from './proof-responder.ts';
