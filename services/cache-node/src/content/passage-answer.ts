import { FetchError, type Passage, type SourceHead } from '@nearhop/cache-store';
import {
  answerStored,
  endToEndFields,
  formatContentRange,
  formatUnsatisfiedRange,
  notModifiedFields,
  storedResponse,
  type HeaderFields,
  type StoredAnswer,
} from '@nearhop/http-cache';
import { headerLine, type Answer } from '@nearhop/http1';
import { answerLines } from './answer-lines.ts';
import { dateOf } from './date-of.ts';
import type { Deliveries } from './delivery.ts';
import { failedRound } from './failure-answer.ts';
import { problemAnswer } from './problem-answer.ts';
import { receivedResponse } from './received-head.ts';
import type { Provenance, Round, Visit } from './visit.ts';

export interface PassageAnswerOptions {
  readonly visit: Visit;
  readonly passage: Passage;
  readonly head: SourceHead;
  readonly provenance: Provenance;
  readonly pseudonym: string;
  /** `by-us`: conditions and ranges of the client are held against it; `by-origin`: it is the answer to them already. */
  readonly judged: 'by-us' | 'by-origin';
}

const OK = 200;
const PARTIAL = 206;
const NOT_MODIFIED = 304;
const WHOLE: StoredAnswer = { kind: 'whole' };
const WITHOUT_BODY = new Set([204, NOT_MODIFIED]);

/** Answers with what the origin said, which is kept nowhere. Closes the passage unless its body is under way. */
export async function passageAnswer(options: PassageAnswerOptions, deliveries: Deliveries): Promise<Round<Answer>> {
  const { visit, passage, head, provenance } = options;
  const response = receivedResponse(head);
  const fields = endToEndFields(response.fields);
  const { status } = response;
  if (WITHOUT_BODY.has(status)) {
    passage.close();
    deliveries.bodiless(visit, provenance, status);
    const kept = status === NOT_MODIFIED ? notModifiedFields(fields) : fields;
    return done({ status, headers: lines(options, kept), body: null, ...dateOf(fields) });
  }
  let end: number;
  try {
    end = passage.end ?? (await passage.settled());
  } catch (error) {
    passage.close();
    return failedRound(error instanceof FetchError ? error.code : 'unknown', visit, deliveries);
  }
  return answerWith(options, deliveries, end);
}

function answerWith(
  options: PassageAnswerOptions,
  deliveries: Deliveries,
  end: number,
): Round<Answer> | Promise<Round<Answer>> {
  const { visit, passage, head, provenance, judged } = options;
  const response = receivedResponse(head);
  const { status } = response;
  // What a 206 says of its own part; elsewhere it has no meaning but to the origin (RFC 9110 section 14.4).
  const isPart = status === PARTIAL;
  const fields = endToEndFields(response.fields).filter((name) => !(isPart && name === 'content-range'));
  const { start } = passage;
  const completeBytes = head.lengthBytes ?? end;
  const record = { ...response, status: isPart ? OK : status, fields: fields.raw };
  const stored = storedResponse(record, visit.policy);
  const answer =
    judged === 'by-us' ? answerStored({ request: visit.client, stored, contentBytes: completeBytes }) : WHOLE;
  switch (answer.kind) {
    case 'not-modified':
      passage.close();
      deliveries.bodiless(visit, provenance, 304);
      return done({ status: 304, headers: lines(options, notModifiedFields(fields)), body: null, ...dateOf(fields) });
    case 'precondition-failed':
      passage.close();
      deliveries.bodiless(visit, provenance, 412);
      return done(problemAnswer(412, 'Precondition failed', 'The object has another version'));
    case 'unsatisfiable': {
      passage.close();
      deliveries.bodiless(visit, provenance, 416);
      const range = headerLine('Content-Range', formatUnsatisfiedRange(completeBytes));
      return done(problemAnswer(416, 'Range not satisfiable', 'Write ranges that begin within the object', range));
    }
    case 'whole':
      if (start > 0 || end < completeBytes) return wantsWhole(options);
      return send(options, deliveries, { status: stored.status, first: 0, end, more: '' }, fields);
    case 'ranges':
      break;
  }
  // Of several ranges the first is given: what is passed can be read once, and in one direction.
  const [range] = answer.ranges;
  if (range === undefined || range.first < start || range.last >= end) return wantsWhole(options);
  const more = headerLine('Content-Range', formatContentRange(range, completeBytes));
  const own = fields.filter((name) => name !== 'content-range');
  return send(options, deliveries, { status: PARTIAL, first: range.first, end: range.last + 1, more }, own);
}

interface Sending {
  readonly status: number;
  readonly first: number;
  readonly end: number;
  readonly more: string;
}

async function send(
  options: PassageAnswerOptions,
  deliveries: Deliveries,
  { status, first, end, more }: Sending,
  fields: HeaderFields,
): Promise<Round<Answer>> {
  const { visit, passage, provenance } = options;
  const dated = { status, headers: lines(options, fields, more), ...dateOf(fields) };
  if (first === end) {
    passage.close();
    deliveries.bodiless(visit, provenance, status);
    return done({ ...dated, body: null });
  }
  const reading = passage.read(first, end);
  const readiness = await reading.ready();
  if (readiness.kind === 'failed') {
    reading.close();
    passage.close();
    return failedRound(readiness.failure.code, visit, deliveries);
  }
  const body = deliveries.body({
    visit,
    provenance,
    httpStatus: status,
    parts: reading.parts,
    readings: [reading],
    refill: null,
  });
  const finished: typeof body.finished = (result) => {
    body.finished?.(result);
    passage.close();
  };
  return done({ ...dated, body: { ...body, finished } });
}

/** A part came where the whole is needed. */
function wantsWhole({ visit, passage }: PassageAnswerOptions): Round<Answer> {
  passage.close();
  visit.notes.wantsWhole = true;
  return { kind: 'again', why: 'part-of-whole' };
}

function lines({ provenance, pseudonym }: PassageAnswerOptions, fields: HeaderFields, more = ''): string {
  const age = fields.joinedHeader('age');
  const ageSeconds = age !== undefined && /^[0-9]{1,10}$/.test(age) ? Number(age) : null;
  return answerLines({ fields, ageSeconds, status: provenance.status, pseudonym, more });
}

function done(answer: Answer): Round<Answer> {
  return { kind: 'answer', answer };
}
