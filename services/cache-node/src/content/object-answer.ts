import type { Reading } from '@nearhop/cache-store';
import { FetchError } from '@nearhop/cache-store';
import {
  ageSeconds,
  answerStored,
  formatContentRange,
  formatUnsatisfiedRange,
  notModifiedFields,
  type ByteRange,
} from '@nearhop/http-cache';
import { headerLine, multipartByteranges, type BodyPart, type Answer } from '@nearhop/http1';
import { answerLines } from './answer-lines.ts';
import { dateOf } from './date-of.ts';
import type { Deliveries } from './delivery.ts';
import { failedRound } from './failure-answer.ts';
import type { KnownObject } from './object-metadata.ts';
import { problemAnswer } from './problem-answer.ts';
import { withRefill } from './provenance.ts';
import type { RefillPlan } from './refill-plan.ts';
import type { Provenance, Round, Visit } from './visit.ts';

export interface ObjectAnswerOptions {
  readonly visit: Visit;
  readonly known: KnownObject;
  readonly provenance: Provenance;
  /** How slices that are missing are fetched. */
  readonly refill: RefillPlan;
  readonly pseudonym: string;
  readonly nowMs: number;
}

const BOUNDARY_BYTES = 18;
const ACCEPT_RANGES = headerLine('Accept-Ranges', 'bytes');

/** Answers from a stored object: whole, in ranges, or without a body (RFC 9111 section 4.3.2, RFC 9110 section 14). */
export async function objectAnswer(options: ObjectAnswerOptions, deliveries: Deliveries): Promise<Round<Answer>> {
  const { visit, known } = options;
  const { object } = known;
  let { lengthBytes } = object;
  try {
    // Of an origin that does not tell the length it is known when all has come.
    lengthBytes ??= await object.settled();
  } catch (error) {
    return failedRound(error instanceof FetchError ? error.code : 'unknown', visit, deliveries);
  }
  return answerWith(options, deliveries, lengthBytes);
}

function answerWith(
  options: ObjectAnswerOptions,
  deliveries: Deliveries,
  lengthBytes: number,
): Round<Answer> | Promise<Round<Answer>> {
  const { visit, known, provenance } = options;
  const { stored } = known;
  const answer = answerStored({ request: visit.client, stored, contentBytes: lengthBytes });
  switch (answer.kind) {
    case 'not-modified':
      deliveries.bodiless(visit, provenance, 304);
      return done({
        status: 304,
        headers: lines(options, notModifiedFields(stored.fields)),
        body: null,
        ...dateOf(stored.fields),
      });
    case 'precondition-failed':
      deliveries.bodiless(visit, provenance, 412);
      return done(problemAnswer(412, 'Precondition failed', 'The object has another version'));
    case 'unsatisfiable':
      deliveries.bodiless(visit, provenance, 416);
      return done(unsatisfiable(lengthBytes));
    case 'whole':
      return whole(options, deliveries, lengthBytes);
    case 'ranges':
      break;
  }
  return ranges(options, deliveries, answer.ranges, lengthBytes);
}

async function whole(
  options: ObjectAnswerOptions,
  deliveries: Deliveries,
  lengthBytes: number,
): Promise<Round<Answer>> {
  const { visit, known, refill, provenance } = options;
  const { status, fields } = known.stored;
  const more = status === 200 ? ACCEPT_RANGES : '';
  const dated = { status, ...dateOf(fields) };
  if (visit.client.method === 'HEAD' || lengthBytes === 0) {
    const body = deliveries.lengthOnly(visit, provenance, status, lengthBytes);
    return done({ ...dated, headers: lines(options, fields, more), body });
  }
  const readings = [known.object.read({ start: 0, end: lengthBytes, refill })];
  const failure = await firstFailure(readings);
  if (failure !== null) return failedRound(failure, visit, deliveries);
  const told = { ...options, provenance: withRefill(provenance, refill) };
  const parts = readings.flatMap((reading): readonly BodyPart[] => reading.parts);
  const body = deliveries.body({ visit, provenance: told.provenance, httpStatus: status, parts, readings, refill });
  return done({ ...dated, headers: lines(told, fields, more), body });
}

async function ranges(
  options: ObjectAnswerOptions,
  deliveries: Deliveries,
  asked: readonly ByteRange[],
  completeBytes: number,
): Promise<Round<Answer>> {
  const { visit, known, refill } = options;
  const { object, stored } = known;
  const readings = asked.map(({ first, last }) => object.read({ start: first, end: last + 1, refill }));
  const failure = await firstFailure(readings);
  if (failure !== null) return failedRound(failure, visit, deliveries);
  const told = { ...options, provenance: withRefill(options.provenance, refill) };
  const whole = stored.fields.filter((name) => name !== 'content-range');
  const { parts, more, fields } = partsOf(asked, readings, whole, completeBytes);
  const headers = lines(told, fields, ACCEPT_RANGES + more);
  const body = deliveries.body({ visit, provenance: told.provenance, httpStatus: 206, parts, readings, refill });
  return done({ status: 206, headers, body, ...dateOf(stored.fields) });
}

function partsOf(
  asked: readonly ByteRange[],
  readings: readonly Reading[],
  fields: KnownObject['stored']['fields'],
  completeBytes: number,
) {
  const [only, another] = asked;
  if (only !== undefined && another === undefined) {
    const more = headerLine('Content-Range', formatContentRange(only, completeBytes));
    return { parts: readings.flatMap(({ parts }): readonly BodyPart[] => parts), more, fields };
  }
  const boundary = Buffer.from(crypto.getRandomValues(new Uint8Array(BOUNDARY_BYTES))).toString('hex');
  const contentType = fields.joinedHeader('content-type') ?? null;
  const all = asked.map(({ first, last }, index) => ({ first, last, parts: readings[index]?.parts ?? [] }));
  const multipart = multipartByteranges({ boundary, contentType, completeBytes }, all);
  return {
    parts: multipart.parts,
    more: headerLine('Content-Type', multipart.contentType),
    fields: fields.filter((name) => name !== 'content-type'),
  };
}

/** Waits until the first byte of the first can be sent: what fails before that is answered, and cuts nobody off. */
async function firstFailure(readings: readonly Reading[]): Promise<string | null> {
  const [first] = readings;
  const readiness = await first?.ready();
  if (readiness?.kind !== 'failed') return null;
  for (const reading of readings) reading.close();
  return readiness.failure.code;
}

function lines(
  { known, provenance, pseudonym, nowMs }: ObjectAnswerOptions,
  fields: KnownObject['stored']['fields'],
  more = '',
): string {
  const { stored } = known;
  const isNew = provenance.fetch !== 'none' && stored.fields.joinedHeader('age') === undefined;
  return answerLines({
    fields,
    ageSeconds: isNew && provenance.status.outcome === 'forward' ? null : ageSeconds(stored, nowMs),
    status: provenance.status,
    pseudonym,
    more,
  });
}

function unsatisfiable(completeBytes: number): Answer {
  const range = headerLine('Content-Range', formatUnsatisfiedRange(completeBytes));
  return problemAnswer(
    416,
    'Range not satisfiable',
    `Write up to 8 ranges that begin before byte ${completeBytes}`,
    range,
  );
}

function done(answer: Answer): Round<Answer> {
  return { kind: 'answer', answer };
}
