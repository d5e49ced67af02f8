import { MAX_CLAIMS_PER_REQUEST, type ClaimsInput } from '@nearhop/contracts';
import {
  comparePrefixes,
  parsePrefixOrRange,
  PrefixError,
  specialUseOverlap,
  type AddressPolicy,
  type Prefix,
} from '@nearhop/ip';
import type { FieldReport } from './field-report.ts';

/** A block that somebody asks for, and where it stands in what they wrote. */
export interface WantedClaim {
  readonly prefix: Prefix;
  /** Whether it may equal a claim of the customer's other nodes; undefined when nothing was said about it. */
  readonly shared: boolean | undefined;
  readonly pointer: string;
  /** From 1. */
  readonly position: number;
}

interface Entry {
  readonly text: string;
  readonly shared: boolean | undefined;
  readonly pointer: string;
}

/** The blocks of a list or a comma-separated text, each a CIDR or a range; what is wrong with any goes to the report. */
export function readClaims(input: ClaimsInput, policy: AddressPolicy, report: FieldReport): WantedClaim[] {
  return readClaimList(input, policy, {
    badBlock: ({ pointer, position }, detail) => report.invalid(pointer, `block ${position}: ${detail}`),
    tooMany: (detail) => report.invalid('/claims', detail),
  });
}

/** Who is told what is wrong with a list. */
export interface ClaimListFaults {
  badBlock(block: { readonly pointer: string; readonly position: number; readonly text: string }, detail: string): void;
  tooMany(detail: string): void;
}

/** As `readClaims`, telling each fault apart. */
export function readClaimList(input: ClaimsInput, policy: AddressPolicy, faults: ClaimListFaults): WantedClaim[] {
  const wanted: WantedClaim[] = [];
  const positions = new Map<string, number>();
  for (const [index, entry] of entriesOf(input).entries()) {
    const position = index + 1;
    const refuse = (detail: string) => faults.badBlock({ ...entry, position }, detail);
    for (const prefix of readBlock(entry.text, policy, refuse)) {
      const text = prefix.toString();
      const earlier = positions.get(text);
      if (earlier !== undefined) {
        refuse(`"${text}" is block ${earlier} already: write it once`);
        continue;
      }
      positions.set(text, position);
      wanted.push({ prefix, shared: entry.shared, pointer: entry.pointer, position });
    }
    if (wanted.length <= MAX_CLAIMS_PER_REQUEST) continue;
    faults.tooMany(`must be at most ${MAX_CLAIMS_PER_REQUEST} blocks: import a file for more`);
    return [];
  }
  return wanted;
}

/** The claims with `shared` where nothing was said about it. */
export function sharedUnlessSaid(claims: readonly WantedClaim[], shared: boolean | undefined): readonly WantedClaim[] {
  if (shared === undefined) return claims;
  const said = ({ prefix, pointer, position, shared: own }: WantedClaim): WantedClaim => ({
    prefix,
    pointer,
    position,
    shared: own ?? shared,
  });
  return claims.map(said);
}

/** The prefixes of a CIDR or a range that may be claimed here; otherwise none, and `refuse` is told why. */
export function readBlock(text: string, policy: AddressPolicy, refuse: (detail: string) => void): readonly Prefix[] {
  if (text === '') {
    refuse('is empty: take the comma away, or write a block such as 2.21.234.0/24');
    return [];
  }
  try {
    const prefixes = parsePrefixOrRange(text);
    const special = prefixes.find((prefix) => !policy.allowsClaim(prefix));
    if (special === undefined) return prefixes;
    const use = specialUseOverlap(special);
    const named =
      use === undefined
        ? 'special-use space'
        : `special-use space ${use.prefix.toString()} (${use.name}, ${use.source})`;
    refuse(
      `"${special.toString()}" overlaps ${named}: write public space, or let the deployment own it by NEARHOP_PRIVATE_NETWORKS`,
    );
  } catch (error) {
    if (!(error instanceof PrefixError)) throw error;
    refuse(error.message.replace(/^Cannot parse (?:prefix|range) /, ''));
  }
  return [];
}

const MOST_NOTES = 20;

/** What may not be meant though it is allowed: blocks inside other blocks of the list. */
export function nestingNotes(claims: readonly WantedClaim[]): string[] {
  const notes: string[] = [];
  let count = 0;
  const enclosing: WantedClaim[] = [];
  // In pre-order the blocks around a block are a stack.
  for (const claim of claims.toSorted((x, y) => comparePrefixes(x.prefix, y.prefix))) {
    while (enclosing.length > 0 && enclosing.at(-1)?.prefix.contains(claim.prefix) !== true) enclosing.pop();
    const around = enclosing.at(-1);
    enclosing.push(claim);
    if (around === undefined) continue;
    count++;
    if (count > MOST_NOTES) continue;
    notes.push(
      `block ${claim.position}: "${claim.prefix.toString()}" lies inside block ${around.position}, "${around.prefix.toString()}"`,
    );
  }
  if (count > MOST_NOTES) notes.push(`and ${count - MOST_NOTES} more blocks inside others`);
  return notes;
}

function entriesOf(input: ClaimsInput): Entry[] {
  if (typeof input === 'string') {
    if (input.trim() === '') return [];
    return input.split(',').map((text) => ({ text: normal(text), shared: undefined, pointer: '/claims' }));
  }
  return input.map((entry, index) => {
    const pointer = `/claims/${index}`;
    return typeof entry === 'string'
      ? { text: normal(entry), shared: undefined, pointer }
      : { text: normal(entry.prefix), shared: entry.shared, pointer };
  });
}

/** Without the spaces around a block and around the hyphen of a range. */
function normal(text: string): string {
  return text.trim().replace(/\s*-\s*/, '-');
}
