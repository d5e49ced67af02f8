export { answerStored, type AnswerQuestion, type StoredAnswer } from './answer-stored.ts';
export { parseRange, type ByteRange, type RangeSpec } from './byte-range.ts';
export { parseCacheHostOrigin, type CacheHostOrigin } from './cache-host-origin.ts';
export { cacheKey, type KeyParts } from './cache-key.ts';
export { DEFAULT_CACHE_POLICY, type CachePolicy } from './cache-policy.ts';
export { appendCacheStatus, formatCacheStatus, type CacheStatus, type ForwardReason } from './cache-status.ts';
export {
  checkContentRange,
  formatContentRange,
  formatUnsatisfiedRange,
  parseContentRange,
  type ContentRange,
  type PartCheck,
  type PartQuestion,
} from './content-range.ts';
export { parseContentTarget, withCacheHostOrigin, type ContentTarget } from './content-target.ts';
export { ageSeconds, currentAgeMs, ttlSeconds } from './current-age.ts';
export { decideReuse, type ReuseDecision, type ReuseQuestion } from './decide-reuse.ts';
export {
  formatEntityTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTags,
  type EntityTag,
} from './entity-tag.ts';
export {
  freshenBy304,
  freshenByHead,
  selectFreshened,
  type Freshening,
  type FreshenQuestion,
} from './freshen-stored.ts';
export { governingDirectives, type GoverningDirectives } from './governing-directives.ts';
export { HeaderFields, type FieldReader, type RequestHead } from './header-fields.ts';
export { formatHttpDate, parseHttpDate } from './http-date.ts';
export { invalidatedTargets, type InvalidationQuestion } from './invalidated-targets.ts';
export { mayStore, type NotStored, type StoreDecision, type StoreQuestion } from './may-store.ts';
export { notModifiedFields } from './not-modified-fields.ts';
export { checkPreconditions, ifRangeHolds, type PreconditionOutcome, type Validators } from './preconditions.ts';
export type { BaseTarget } from './reference-resolution.ts';
export { requestDirectives, type RequestDirectives } from './request-directives.ts';
export type { FieldScope, ResponseDirectives } from './response-directives.ts';
export { RANGE_BOUNDS, selectRanges, type RangeSelection } from './select-ranges.ts';
export { isOriginError } from './status-class.ts';
export { endToEndFields } from './storable-fields.ts';
export { storedResponse, type ReceivedResponse, type ResponseRecord, type StoredResponse } from './stored-response.ts';
export { ifRangeValue, validationFields } from './validation-fields.ts';
export { varyNames, varyValues, type VaryNames, type VaryValue } from './vary.ts';
export { appendVia, hasPassed } from './via.ts';
