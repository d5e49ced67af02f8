/** What a byte may be part of: bits of BYTE_CLASSES. */
export const NAME = 1; // tchar: method and header names (RFC 9110 section 5.6.2)
export const VALUE = 2; // field-vchar, SP and HTAB: header values (RFC 9110 section 5.5)
export const TARGET = 4; // visible US-ASCII but "#": no request-target has a fragment (RFC 9112 section 3.2)
export const HOST = 8; // letters, digits, "-", "." and ":": the plain forms of Host

/** 256 bit sets, one for each byte. */
export const BYTE_CLASSES = byteClasses();

/** Each byte, capital letters as small ones. */
export const LOWER_CASE = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

function byteClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  const add = (bit: number, accepts: RegExp) => {
    for (const [byte, bits] of classes.entries()) {
      if (accepts.test(String.fromCharCode(byte))) classes[byte] = bits | bit;
    }
  };
  add(NAME, /[!#$%&'*+.^_`|~0-9A-Za-z-]/);
  add(VALUE, /[\t\x20-\x7e\x80-\xff]/);
  add(TARGET, /[!-"$-~]/);
  add(HOST, /[0-9A-Za-z.:-]/);
  return classes;
}
