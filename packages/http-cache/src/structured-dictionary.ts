import type { Directive } from './directive-list.ts';
import { trimBlanks } from './header-fields.ts';

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const ITEM =
  /(?:(-?[0-9]{1,15})(?![0-9.])|-?[0-9]{1,12}\.[0-9]{1,3}(?![0-9])|"((?:[ !\x23-\x5b\x5d-\x7e]|\\["\\])*)"|[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*|:[A-Za-z0-9+/=]*:|\?([01]))/y;
const PARAMETER_KEY = /; *[a-z*][a-z0-9_.*-]*/y;
const COMMA = /[\t ]*,[\t ]*/y;

/**
 * A structured-field dictionary as directives (RFC 8941 section 4.2.2), or undefined for what is none. Of two members of one
 * name the last counts, `?0` is as good as absent, parameters are passed over (RFC 9213 section 2.1). Values of a kind that
 * no directive takes come as undefined.
 */
export function parseDictionary(field: string): Directive[] | undefined {
  const text = trimBlanks(field);
  const members = new Map<string, Directive[1] | false>();
  let at = 0;
  while (at < text.length) {
    const keyEnd = endOf(KEY, text, at);
    if (keyEnd === undefined) return undefined;
    const key = text.slice(at, keyEnd);
    let value: Directive[1] | false = null;
    let valueEnd: number | undefined = keyEnd;
    if (text[keyEnd] === '=') {
      valueEnd = text[keyEnd + 1] === '(' ? innerListEnd(text, keyEnd + 1) : endOf(ITEM, text, keyEnd + 1);
      if (valueEnd === undefined) return undefined;
      value = itemValue(text.slice(keyEnd + 1, valueEnd));
    }
    const end = parametersEnd(text, valueEnd);
    if (end === undefined) return undefined;
    members.delete(key);
    members.set(key, value);
    if (end === text.length) break;
    const next = endOf(COMMA, text, end);
    if (next === undefined || next === text.length) return undefined;
    at = next;
  }
  return [...members].flatMap(([name, argument]): Directive[] => (argument === false ? [] : [[name, argument]]));
}

/** `lastIndex` after a match at that place. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function itemValue(item: string): Directive[1] | false {
  ITEM.lastIndex = 0;
  const [, integer, text, boolean] = ITEM.exec(item) ?? [];
  if (boolean !== undefined) return boolean === '1' ? null : false;
  return integer ?? text?.replaceAll(/\\(.)/g, '$1');
}

function parametersEnd(text: string, from: number): number | undefined {
  let at = from;
  while (text[at] === ';') {
    const keyEnd = endOf(PARAMETER_KEY, text, at);
    const end = keyEnd !== undefined && text[keyEnd] === '=' ? endOf(ITEM, text, keyEnd + 1) : keyEnd;
    if (end === undefined) return undefined;
    at = end;
  }
  return at;
}

const SPACES = / */y;

function innerListEnd(text: string, from: number): number | undefined {
  let at = from + 1;
  for (;;) {
    const start: number = endOf(SPACES, text, at) ?? at;
    if (text[start] === ')') return start + 1;
    if (start === at && at !== from + 1) return undefined;
    const itemEnd = endOf(ITEM, text, start);
    const end = itemEnd === undefined ? undefined : parametersEnd(text, itemEnd);
    if (end === undefined) return undefined;
    at = end;
  }
}
