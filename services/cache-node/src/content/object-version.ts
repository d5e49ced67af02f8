import type { SourceHead, Version } from '@nearhop/cache-store';
import { storedResponse, type CachePolicy, type ReceivedResponse, type ResponseRecord } from '@nearhop/http-cache';

/** A date says as much as a strong tag when it lies this long before the answer (RFC 9110 section 8.8.2.2). */
const STRONG_DATE_MS = 1_000;
const OK = 200;

/** Which version an answer is of: what may stand beside its bytes. */
export function versionOf(
  { lengthBytes }: SourceHead,
  { fields }: ReceivedResponse,
  record: ResponseRecord,
  policy: CachePolicy,
): Version {
  const { etag, lastModifiedMs, dateMs } = storedResponse(record, policy);
  const isStrongDate = lastModifiedMs !== null && dateMs - lastModifiedMs >= STRONG_DATE_MS;
  const validator =
    etag?.strength === 'strong' ? etag.opaque : etag === null && isStrongDate ? `date:${lastModifiedMs}` : null;
  const hasRanges = fields.joinedHeader('accept-ranges')?.toLowerCase() !== 'none';
  const isByRange = validator !== null && record.status === OK && lengthBytes !== null && hasRanges;
  return { validator, lengthBytes, completion: isByRange ? 'by-range' : 'whole' };
}
