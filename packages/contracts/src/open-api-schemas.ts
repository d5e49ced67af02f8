import {
  activationRequestSchema,
  credentialIssuedSchema,
  proofReportSchema,
  registrationKeyIssuedSchema,
} from './activation.ts';
import { claimCheckInputSchema, claimCheckSchema } from './claim-check.ts';
import { deletedNodeListSchema } from './deleted-node.ts';
import { explainComparisonSchema, routerListSchema } from './fleet.ts';
import { heartbeatAnswerSchema, heartbeatRequestSchema } from './heartbeat.ts';
import { importEventSchema } from './import-report.ts';
import {
  revisionDiffSchema,
  revisionListSchema,
  revisionResourceSchema,
  rollbackCreateSchema,
  rolledBackSchema,
} from './management-history.ts';
import {
  claimCommentInputSchema,
  claimListSchema,
  claimResubmitSchema,
  claimWrittenSchema,
} from './management-claim.ts';
import { clientTrafficSchema, trafficKeptSchema } from './traffic.ts';
import { customerListSchema, nodeListSchema, originListSchema } from './management-list.ts';
import { nodeCreateSchema, nodePatchSchema, nodeResourceSchema } from './management-node.ts';
import {
  customerCreateSchema,
  customerPatchSchema,
  customerResourceSchema,
  customerWrittenSchema,
  nodeDeletedSchema,
  nodeWrittenSchema,
  originCreateSchema,
  originPatchSchema,
  originResourceSchema,
  originWrittenSchema,
  positionSchema,
} from './management-write.ts';
import { nodeKeysSchema, nodeLinkStatusSchema } from './node-link-status.ts';
import { reviewListSchema, reviewSchema } from './management-review.ts';
import { problemSchema } from './problem.ts';
import {
  webhookAttemptSchema,
  webhookCreatedSchema,
  webhookCreateSchema,
  webhookListSchema,
  webhookMessageSchema,
  webhookRemovedSchema,
} from './webhook.ts';

/** Named once in the document, and referred to. */
export const SCHEMAS = {
  ActivationRequest: activationRequestSchema,
  ClaimCheck: claimCheckSchema,
  ClaimCheckInput: claimCheckInputSchema,
  ClaimCommentInput: claimCommentInputSchema,
  ClaimList: claimListSchema,
  ClaimResubmit: claimResubmitSchema,
  ClaimWritten: claimWrittenSchema,
  CredentialIssued: credentialIssuedSchema,
  CustomerCreate: customerCreateSchema,
  CustomerList: customerListSchema,
  CustomerPatch: customerPatchSchema,
  CustomerResource: customerResourceSchema,
  CustomerWritten: customerWrittenSchema,
  DeletedNodeList: deletedNodeListSchema,
  ExplainComparison: explainComparisonSchema,
  HeartbeatAnswer: heartbeatAnswerSchema,
  HeartbeatRequest: heartbeatRequestSchema,
  ImportEvent: importEventSchema,
  NodeCreate: nodeCreateSchema,
  NodeDeleted: nodeDeletedSchema,
  NodeKeys: nodeKeysSchema,
  NodeLinkStatus: nodeLinkStatusSchema,
  NodeList: nodeListSchema,
  NodePatch: nodePatchSchema,
  NodeResource: nodeResourceSchema,
  NodeWritten: nodeWrittenSchema,
  OriginCreate: originCreateSchema,
  OriginList: originListSchema,
  OriginPatch: originPatchSchema,
  OriginResource: originResourceSchema,
  OriginWritten: originWrittenSchema,
  Position: positionSchema,
  Problem: problemSchema,
  ProofReport: proofReportSchema,
  RegistrationKeyIssued: registrationKeyIssuedSchema,
  Review: reviewSchema,
  ReviewList: reviewListSchema,
  RevisionDiff: revisionDiffSchema,
  RevisionList: revisionListSchema,
  RevisionResource: revisionResourceSchema,
  RollbackCreate: rollbackCreateSchema,
  RolledBack: rolledBackSchema,
  RouterList: routerListSchema,
  TrafficKept: trafficKeptSchema,
  ClientTraffic: clientTrafficSchema,
  WebhookAttempt: webhookAttemptSchema,
  WebhookCreate: webhookCreateSchema,
  WebhookCreated: webhookCreatedSchema,
  WebhookList: webhookListSchema,
  WebhookMessage: webhookMessageSchema,
  WebhookRemoved: webhookRemovedSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;
