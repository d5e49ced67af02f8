export type { ImportOptions, ImportSource } from './import-rows.ts';
export { Management } from './management.ts';
export type { ManagementDependencies, ManagementOptions, WriteRequest } from './management-context.ts';
export { ManagementError, MANAGEMENT_ERROR_CODES, type ManagementErrorCode } from './management-error.ts';
export { randomNodeId } from './node-id.ts';
export type { NodeListRequest } from './node-resource.ts';
export { MAX_PAGE_SIZE, type Page, type PageRequest } from './page.ts';
