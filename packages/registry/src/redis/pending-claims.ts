import type { ClaimState } from '@nearhop/contracts';
import type { Family } from '@nearhop/ip';
import type { StoredRecord } from '../records.ts';
import type { PendingClaimsOptions } from '../registry.ts';
import { checkLimit } from '../sqlite/list-limit.ts';
import { readClaimLine, STATE_LETTERS } from './claim-line.ts';
import { placeAfter, placed, placeText } from './claim-place.ts';
import { END, inPairs, pagesOf, type ClaimStream } from './claim-streams.ts';
import { PENDING_BY_STATE, pendingLinesKey } from './keys.ts';
import type { Link } from './link.ts';

const MOST_PER_PAGE = 1_000;
/** Stands for everybody, where a customer's id may stand: no id is like it. */
const EVERYBODY = '*';

/** In the order of their prefixes, then of their nodes: the states merged, each by its part of the index. */
export async function listPending(link: Link, options: PendingClaimsOptions): Promise<StoredRecord<'claim'>[]> {
  const { states, customer, limit } = options;
  checkLimit(limit);
  const after = options.after === undefined ? '' : placeText(placeAfter(options.after));
  const pageSize = Math.min(limit + 1, MOST_PER_PAGE);
  const streams = [...new Set(states)].map((state) => claimsInState(link, { state, customer, after, pageSize }));
  const found: StoredRecord<'claim'>[] = [];
  for await (const { record } of inPairs(streams)) {
    found.push(record);
    if (found.length === limit) break;
  }
  return found;
}

interface InState {
  readonly state: ClaimState;
  readonly customer: string | undefined;
  /** The text of a place, or ''. */
  readonly after: string;
  readonly pageSize: number;
}

/** What is in the index and has come to another state, or hands, by the time it is read, is left out. */
async function* claimsInState(link: Link, { state, customer, after, pageSize }: InState): ClaimStream {
  const lead = `${customer ?? EVERYBODY}/${STATE_LETTERS[state]}/`;
  const range = { set: PENDING_BY_STATE, lead, low: after, high: END };
  for await (const places of pagesOf(link, range, pageSize)) {
    for (const family of [4, 6] as const) {
      for (const claim of await claimsAt(link, family, places)) {
        const { value } = claim.record;
        const isWanted = value.state === state && (customer === undefined || value.customer === customer);
        if (isWanted && claim.place !== after) yield claim;
      }
    }
  }
}

async function claimsAt(link: Link, family: Family, places: readonly string[]) {
  const members = places.filter((place) => place.startsWith(`${family}`)).map((place) => place.slice(1));
  const lines = await link.hashFields(pendingLinesKey(family), members);
  return members.flatMap((member, index) => {
    const line = lines[index];
    const key = member.slice(0, member.indexOf('@'));
    return typeof line === 'string' ? [placed(readClaimLine(family, key, line))] : [];
  });
}
