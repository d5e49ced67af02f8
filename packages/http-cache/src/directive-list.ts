import { trimBlanks } from './header-fields.ts';

/**
 * A directive as it stands: its name in lower case, its argument without quotes, null without one, and undefined for one
 * that breaks the grammar: the reader then assumes the most careful meaning of that name.
 */
export type Directive = readonly [name: string, argument: string | null | undefined];

const MEMBER = /[\t ]*([^\t ,="]*)((?:"(?:[^"\\]|\\[^])*(?:"|\\?$)|[^",])*)(?:,|$)/y;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const QUOTED = /^"((?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*)"$/;

/** The members of Cache-Control, in their order (RFC 9111 section 5.2): commas within quoted strings part nothing. */
export function parseDirectives(field: string): Directive[] {
  const directives: Directive[] = [];
  MEMBER.lastIndex = 0;
  while (MEMBER.lastIndex < field.length) {
    const match = MEMBER.exec(field);
    if (match === null) break;
    const [, name = '', rest = ''] = match;
    if (name === '' && rest === '') continue;
    directives.push([
      name.toLowerCase(),
      TOKEN.test(name) ? argumentOf(trimBlanks(name + rest).slice(name.length)) : undefined,
    ]);
  }
  return directives;
}

function argumentOf(rest: string): string | null | undefined {
  if (rest === '') return null;
  if (!rest.startsWith('=')) return undefined;
  const argument = rest.slice(1);
  if (TOKEN.test(argument)) return argument;
  return QUOTED.exec(argument)?.[1]?.replaceAll(/\\([^])/g, '$1');
}
