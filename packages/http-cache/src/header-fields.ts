/**
 * Where fields are read from: `HeaderFields` here, and a request of `@nearhop/http1` as it is. The name is given in lower
 * case; several lines of one name come as one value, joined by ", " (RFC 9110 section 5.3).
 */
export interface FieldReader {
  joinedHeader(name: string): string | undefined;
}

/** What the rules of caching want to know of a request. A request of `@nearhop/http1` is one. */
export interface RequestHead extends FieldReader {
  /** Case-sensitive (RFC 9110 section 9.1). */
  readonly method: string;
}

/**
 * The header fields of one message, as they came: order, case and repetition are kept (RFC 9110 section 5). Immutable. Names are
 * matched in lower case; `raw` is names and values in turn, the form of `node:http` and of JSON.
 */
export class HeaderFields implements FieldReader {
  static readonly EMPTY: HeaderFields = new HeaderFields([]);
  readonly raw: readonly string[];
  #joined: Map<string, string> | undefined;

  /** Takes names and values in turn, and keeps the list: nobody may change it afterwards. */
  constructor(raw: readonly string[]) {
    if (raw.length % 2 !== 0) {
      throw new RangeError(`Cannot read header fields: write names and values in turn: received ${raw.length} strings`);
    }
    this.raw = raw;
  }

  /** From pairs of name and value. */
  static of(...pairs: readonly (readonly [name: string, value: string])[]): HeaderFields {
    return new HeaderFields(pairs.flat());
  }

  joinedHeader(name: string): string | undefined {
    return (this.#joined ??= join(this.raw)).get(name);
  }

  /** The values of all lines of that name, in their order: for Set-Cookie, which cannot be joined. */
  values(name: string): string[] {
    return this.raw.filter((_, index) => index % 2 === 1 && this.raw[index - 1]?.toLowerCase() === name);
  }

  /** The names that occur, each once, in lower case. */
  names(): string[] {
    return [...(this.#joined ??= join(this.raw)).keys()];
  }

  /** Without the lines whose name, in lower case, is refused. The same object when all stay. */
  filter(keeps: (name: string) => boolean): HeaderFields {
    if (this.names().every(keeps)) return this;
    const kept: string[] = [];
    for (const [name, value] of this) {
      if (keeps(name.toLowerCase())) kept.push(name, value);
    }
    return new HeaderFields(kept);
  }

  *[Symbol.iterator](): Generator<readonly [name: string, value: string], void> {
    for (let index = 1; index < this.raw.length; index += 2) {
      yield [this.raw[index - 1] ?? '', this.raw[index] ?? ''];
    }
  }
}

function join(raw: readonly string[]): Map<string, string> {
  const joined = new Map<string, string>();
  for (let index = 1; index < raw.length; index += 2) {
    const name = raw[index - 1]?.toLowerCase() ?? '';
    const value = trimBlanks(raw[index] ?? '');
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return joined;
}

/** Without the optional white space around it: only SP and HTAB are that (RFC 9110 section 5.6.3). */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
