import { trimBlanks } from './header-fields.ts';

const MEMBER = /^(?:[^\t ]+)[\t ]+([^\t ]+)(?:[\t ].*)?$/;

/** The value of Via after this hop (RFC 9110 section 7.6.3); the protocol version is that of the message received. */
export function appendVia(received: string | undefined, minorVersion: number, pseudonym: string): string {
  const own = `1.${minorVersion} ${pseudonym}`;
  return received === undefined || received === '' ? own : `${received}, ${own}`;
}

/** Whether a message came through this very node before: the loop that 508 answers. Comments are passed over; names have no case. */
export function hasPassed(via: string | undefined, pseudonym: string): boolean {
  if (via === undefined) return false;
  const own = pseudonym.toLowerCase();
  return withoutComments(via)
    .split(',')
    .some((member) => MEMBER.exec(trimBlanks(member))?.[1]?.toLowerCase() === own);
}

/** Comments nest, and a backslash takes the meaning from what follows it (RFC 9110 section 5.6.5). */
function withoutComments(text: string): string {
  let depth = 0;
  let kept = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (depth > 0 && character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    else if (depth === 0) kept += character;
  }
  return kept;
}
