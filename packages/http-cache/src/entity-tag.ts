import { trimBlanks } from './header-fields.ts';

/** An entity tag (RFC 9110 section 8.8.3). */
export interface EntityTag {
  readonly strength: 'strong' | 'weak';
  /** With its quotes and without `W/`: equal tags have equal text. */
  readonly opaque: string;
}

const ENTITY_TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\xff]*")$/;
/** White space is taken on one side only at each place: two stars over the same blanks would cost their square. */
const NEXT_TAG = /(?:(W\/)?("[\x21\x23-\x7e\x80-\xff]*"))?[\t ]*(?:,[\t ]*|$)/y;

/** One entity tag, or undefined for what is none: no quotes, `w/`, two of them. */
export function parseEntityTag(text: string): EntityTag | undefined {
  const match = ENTITY_TAG.exec(text);
  return match === null ? undefined : entityTag(match[1], match[2] ?? '');
}

/** `*` or a list, empty members passed over (RFC 9110 section 13.1.2); undefined when any member is none. */
export function parseEntityTags(text: string): '*' | readonly EntityTag[] | undefined {
  const list = trimBlanks(text);
  if (list === '*') return '*';
  const tags: EntityTag[] = [];
  NEXT_TAG.lastIndex = 0;
  while (NEXT_TAG.lastIndex < list.length) {
    const match = NEXT_TAG.exec(list);
    if (match === null) return undefined;
    if (match[2] !== undefined) tags.push(entityTag(match[1], match[2]));
  }
  return tags.length === 0 ? undefined : tags;
}

export function formatEntityTag({ strength, opaque }: EntityTag): string {
  return strength === 'weak' ? `W/${opaque}` : opaque;
}

/** Equal but for strength (RFC 9110 section 8.8.3.2). */
export function matchesWeakly(one: EntityTag, other: EntityTag): boolean {
  return one.opaque === other.opaque;
}

/** Equal, and both strong (RFC 9110 section 8.8.3.2). */
export function matchesStrongly(one: EntityTag, other: EntityTag): boolean {
  return one.strength === 'strong' && other.strength === 'strong' && one.opaque === other.opaque;
}

function entityTag(weakness: string | undefined, opaque: string): EntityTag {
  return { strength: weakness === undefined ? 'strong' : 'weak', opaque };
}
