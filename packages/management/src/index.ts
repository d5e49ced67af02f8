export { ALLOWANCE } from './allowance.ts';
export { KEPT_MS } from './claim-state.ts';
export { ACTIVATION_REFUSALS, type ActivationOutcome, type ActivationRefusal } from './activation/activate-node.ts';
export { Activations } from './activation/activations.ts';
export {
  CredentialCache,
  type CredentialCacheDependencies,
  type KnownCredential,
} from './activation/credential-cache.ts';
export type { Proof } from './activation/record-proof.ts';
export type { ImportOptions, ImportSource } from './import-rows.ts';
export type { DiffRequest, HistoryRequest } from './history/read-history.ts';
export { Management } from './management.ts';
export type { ManagementDependencies, ManagementOptions, OriginAsTable, WriteRequest } from './management-context.ts';
export { ManagementError, MANAGEMENT_ERROR_CODES, type ManagementErrorCode } from './management-error.ts';
export type { ClientTraffic, NetworkTraffic } from './traffic/client-traffic.ts';
export { randomNodeId } from './node-id.ts';
export type { NodeListRequest } from './node-resource.ts';
export { MAX_PAGE_SIZE, type Page, type PageRequest } from './page.ts';
export { readClaimStates, type ClaimListRequest } from './reviews/list-claims.ts';
export { Webhooks, type SigningWebhook, type WebhooksOptions } from './webhooks/webhooks.ts';
export { NodeWatch, type NodeTransition } from './webhooks/node-watch.ts';
