/** What a front server may be steered with: between the origin and its own front, and nobody else's. */
const STEERING = /^x-(?:accel|sendfile|lighttpd-send)/i;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;

/** The headers of an origin's answer, in names and values in turn, without those that could be read as another header, or as none. */
export function safeHeaders(raw: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = (raw[at + 1] ?? '').replace(/^[\t ]+|[\t ]+$/g, '');
    if (!STEERING.test(name) && FIELD_NAME.test(name) && FIELD_VALUE.test(value)) kept.push(name, value);
  }
  return kept;
}
