/** A row of a CSV: its fields, or what is wrong with it. `line` is the line of the file on which it begins, from 1. */
export type CsvRow =
  | { readonly kind: 'row'; readonly line: number; readonly fields: readonly string[] }
  | { readonly kind: 'fault'; readonly line: number; readonly detail: string };

const MAX_ROW_LENGTH = 32 * 1024 * 1024;
const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;

type Scan =
  | { readonly kind: 'row'; readonly fields: string[]; readonly end: number }
  | { readonly kind: 'fault'; readonly detail: string }
  | { readonly kind: 'more' };

/**
 * Reads CSV as RFC 4180 defines it, piece by piece: fields may be quoted and then hold commas, line breaks and doubled quotes; lines end
 * in LF or CRLF; a byte order mark and empty lines are passed over. After a faulty row it goes on with the next line of the
 * file, so that one stray quote costs one row.
 */
export class CsvReader {
  #text = '';
  #waiting: string[] = [];
  #waitingLength = 0;
  /** A row that needs more text is scanned again only when there is twice as much, so a long one costs linear time. */
  #neededLength = 0;
  #line = 1;
  #begun = false;
  /** The rest of a faulty line is still to come. */
  #skipping = false;

  /** Takes the next piece of the file; returns the rows that it completes. */
  push(piece: string): CsvRow[] {
    if (piece === '') return [];
    this.#waiting.push(this.#begun ? piece : piece.replace(/^\uFEFF/, ''));
    this.#begun = true;
    this.#waitingLength += piece.length;
    if (this.#text.length + this.#waitingLength < this.#neededLength) return [];
    return this.#read('more may come');
  }

  /** Ends the file; returns the rows that were left. */
  end(): CsvRow[] {
    return this.#read('ended');
  }

  #read(state: 'more may come' | 'ended'): CsvRow[] {
    const text = this.#text + this.#waiting.join('');
    this.#waiting = [];
    this.#waitingLength = 0;
    const rows: CsvRow[] = [];
    let at = this.#skipping ? this.#skipLine(text, 0) : 0;
    while (at < text.length) {
      const scan = scanRow(text, at, state);
      if (scan.kind === 'row') {
        if (!isEmpty(scan.fields)) rows.push({ kind: 'row', line: this.#line, fields: scan.fields });
        this.#line += linesIn(text, at, scan.end);
        at = scan.end;
        continue;
      }
      const isLong = text.length - at > MAX_ROW_LENGTH;
      const lineComplete = state === 'ended' || text.includes('\n', at);
      if (!isLong && (scan.kind === 'more' || !lineComplete)) break;
      const detail =
        scan.kind === 'fault' ? scan.detail : `must be at most ${MAX_ROW_LENGTH} characters: write several rows`;
      rows.push({ kind: 'fault', line: this.#line, detail });
      at = this.#skipLine(text, at);
    }
    this.#text = text.slice(at);
    this.#neededLength = this.#text.length * 2;
    return rows;
  }

  /** Where the next line begins; the rest of this one is still to be skipped when it does not end here. */
  #skipLine(text: string, at: number): number {
    const lineEnd = text.indexOf('\n', at);
    this.#skipping = lineEnd < 0;
    if (lineEnd < 0) return text.length;
    this.#line++;
    return lineEnd + 1;
  }
}

function isEmpty(fields: readonly string[]): boolean {
  return fields.length === 1 && fields[0]?.trim() === '';
}

function scanRow(text: string, start: number, state: 'more may come' | 'ended'): Scan {
  const lineEnd = text.indexOf('\n', start);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const line = text.slice(start, end);
  if (line.includes('"')) return scanQuoted(text, start, state);
  if (lineEnd < 0 && state !== 'ended') return { kind: 'more' };
  const fields = (line.endsWith('\r') ? line.slice(0, -1) : line).split(',');
  return { kind: 'row', fields, end: lineEnd < 0 ? end : end + 1 };
}

function scanQuoted(text: string, start: number, state: 'more may come' | 'ended'): Scan {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    if (text.charCodeAt(at) === QUOTE) {
      const close = closingQuote(text, at + 1);
      // A quote at the very end may be the first half of a doubled one.
      if (close < 0 || (close === text.length - 1 && state !== 'ended')) {
        return state === 'ended'
          ? { kind: 'fault', detail: 'a quoted field is never closed: write the closing quote' }
          : { kind: 'more' };
      }
      fields.push(text.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const from = at;
      while (at < text.length && !isBreak(text.charCodeAt(at))) at++;
      const field = text.slice(from, at);
      if (field.includes('"'))
        return { kind: 'fault', detail: 'a field with a quote in it must be quoted whole, the quote doubled' };
      fields.push(field);
    }
    if (text.charCodeAt(at) === CR && (text.charCodeAt(at + 1) === LF || at + 1 === text.length)) {
      if (at + 1 === text.length && state !== 'ended') return { kind: 'more' };
      at++;
    }
    if (at >= text.length) return state === 'ended' ? { kind: 'row', fields, end: at } : { kind: 'more' };
    const code = text.charCodeAt(at);
    if (code === LF) return { kind: 'row', fields, end: at + 1 };
    if (code !== COMMA)
      return { kind: 'fault', detail: 'after a closing quote must come a comma or the end of the line' };
    at++;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
}

function isBreak(code: number): boolean {
  return code === COMMA || code === LF || code === CR;
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
