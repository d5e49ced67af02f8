import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { judgeFraming, plainFraming } from './framing.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { LlhttpWitness } from './llhttp-witness.ts';
import { MessageReader } from './message-reader.ts';
import { readCorpus } from './testing/corpus.ts';

const LIMITS = { ...DEFAULT_LIMITS, maxBodyBytes: 128 };
const witness = new LlhttpWitness(LIMITS);

const header = fc.constantFrom(
  'Host: a.example',
  'Host: a.example:80',
  'host:[::1]',
  'HOST:   127.0.0.1:8080  ',
  'Connection: close',
  'connection: Keep-Alive',
  'Connection: close, x',
  'Content-Length: 0',
  'Content-Length: 3',
  'Transfer-Encoding: chunked',
  'Expect: 100-continue',
  'Upgrade: h2c',
  'X-Forwarded-For: 198.51.100.7',
  'X-Empty:',
  'x_y: \xe9\t z',
  'User-Agent: wrk/4.1.0 (a, b; c="d")',
);
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('GET', 'HEAD') },
  fc.constantFrom('POST', 'OPTIONS', 'PURGE', 'get', 'GE', 'CONNECT'),
);
const target = fc.constantFrom('/', '/v1/route', '/a?b=c&d=%zz', '*', 'http://a.example/x', '//x', '/\\|{}"');
const version = fc.oneof(
  { weight: 8, arbitrary: fc.constant('HTTP/1.1') },
  fc.constantFrom('HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0'),
);
const body = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  fc.constantFrom('abc', '0\r\n\r\n', '3\r\nabc\r\n0\r\n\r\n'),
);
const regular = fc
  .record({
    method,
    target,
    version,
    host: fc.constantFrom('Host: a.example\r\n', 'Host: a.example\r\n', ''),
    headers: fc.array(header, { maxLength: 4 }),
    body,
  })
  .map(
    ({ method, target, version, host, headers, body }) =>
      `${method} ${target} ${version}\r\n${host}${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`,
  );
const known = fc.constantFrom(
  ...readCorpus('http-malformed')
    .map(({ text }) => text)
    .filter((text) => text.length < 600),
);

const harmless = fc.constantFrom(
  'Accept: */*',
  'X-Forwarded-For: 198.51.100.7',
  'X-Empty:',
  'x_y: \xe9\t z',
  'Connection: close',
);
const plainLike = fc
  .record({ method: fc.constantFrom('GET', 'HEAD'), target, headers: fc.array(harmless, { maxLength: 3 }) })
  .map(
    ({ method, target, headers }) =>
      `${method} ${target} HTTP/1.1\r\nHost: a.example\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`,
  );

/** Bytes that parsers trip over, and any. */
const byte = fc.oneof(
  fc.constantFrom(...'\r\n\t :;,/\0\x0b\x7f\x80\xff0A'.split('')),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
);
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('insert', 'replace', 'delete', 'repeat'),
  byte,
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;
const mutated = fc
  .tuple(fc.oneof(regular, plainLike, known), fc.array(mutation, { maxLength: 3 }))
  .map(([text, mutations]) => mutations.reduce(mutate, text));

function mutate(text: string, { at, kind, byte }: Mutation): string {
  const index = Math.floor(at * text.length);
  const [before, after] = [text.slice(0, index), text.slice(index)];
  if (kind === 'insert') return before + byte + after;
  if (kind === 'replace') return before + byte + after.slice(1);
  if (kind === 'delete') return before + after.slice(1);
  return before + after.slice(0, 5) + after;
}

const RUNS = { numRuns: 10_000 };

describe('MessageReader.read', () => {
  test('reads what it takes for plain exactly as the rules of framing and llhttp do', () => {
    const reader = new MessageReader(LIMITS, witness);
    let plain = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        const bytes = Buffer.from(text, 'latin1');
        if (reader.read(bytes, 0) !== 'complete') return;
        const { head, end } = reader;
        const framing = plainFraming(head);
        if (framing === undefined) return;
        plain++;
        expect(judgeFraming(head)).toEqual(framing);
        expect(witness.agrees(head, end, Buffer.alloc(0))).toBe(true);
      }),
      RUNS,
    );
    expect(plain).toBeGreaterThan(RUNS.numRuns / 20);
  });

  test('takes nothing that llhttp refuses', () => {
    const reader = new MessageReader(LIMITS, witness);
    let refused = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        const bytes = Buffer.from(text, 'latin1');
        const reading = reader.read(bytes, 0);
        const end = reading === 'complete' ? reader.end : bytes.length;
        const message = witness.read(bytes.subarray(0, end));
        if (message !== undefined) return;
        refused++;
        expect(reading).not.toBe('complete');
      }),
      RUNS,
    );
    expect(refused).toBeGreaterThan(RUNS.numRuns / 20);
  });

  test('says of a beginning nothing that the whole does not bear out', () => {
    const reader = new MessageReader(LIMITS, witness);
    fc.assert(
      fc.property(mutated, fc.double({ min: 0, max: 1, noNaN: true }), (text, cut) => {
        const bytes = Buffer.from(text, 'latin1');
        const beginning = reader.read(bytes.subarray(0, Math.floor(cut * bytes.length)), 0);
        const { end } = reader;
        const whole = reader.read(bytes, 0);
        if (beginning.startsWith('partial')) return;
        expect(whole).toBe(beginning);
        if (beginning === 'complete') expect(reader.end).toBe(end);
      }),
      RUNS,
    );
  });
});
