import { describe, expect, test } from 'bun:test';
import { readHttpAnswer } from './http-answer.ts';

const HEAD = 'HTTP/1.1 200 OK\r\n';
const lengthened = `${HEAD}Content-Length: 5\r\n\r\nhello`;
const chunked = `${HEAD}Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`;

describe('readHttpAnswer', () => {
  test.each([
    ['a body by its length', lengthened, { status: 200, body: 'hello', stays: true }],
    ['a body in chunks', chunked, { status: 200, body: 'hello', stays: true }],
    ['an empty body', 'HTTP/1.1 503 No\r\ncontent-length:0\r\n\r\n', { status: 503, body: '', stays: true }],
    [
      'that the connection ends',
      `${HEAD}Connection: close\r\nContent-Length: 5\r\n\r\nhello`,
      { status: 200, body: 'hello', stays: false },
    ],
  ])('reads %s, whole only when it is whole', (_what, text, expected) => {
    expect(readHttpAnswer(text, false)).toEqual({ kind: 'answer', ...expected });
    for (let length = 0; length < text.length; length++) {
      expect(readHttpAnswer(text.slice(0, length), false)).toEqual({ kind: 'part' });
    }
  });

  test('reads a body up to the end of the connection', () => {
    expect(readHttpAnswer(`${HEAD}\r\nhello`, false)).toEqual({ kind: 'part' });
    expect(readHttpAnswer(`${HEAD}\r\nhello`, true)).toEqual({
      kind: 'answer',
      status: 200,
      body: 'hello',
      stays: false,
    });
  });

  test.each([
    ['HTTP/1.0 200 OK\r\n\r\n', 'it begins with "HTTP/1.0 200"'],
    ['HTTP/1.1 100 Continue\r\n\r\n', 'its status is "100"'],
    ['HTTP/1.1 abc\r\n\r\n', 'its status is "abc"'],
    [`${HEAD}Content-Length: -5\r\n\r\n`, 'its Content-Length is "-5"'],
    [
      `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
      'it has both Content-Length and Transfer-Encoding',
    ],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, `a chunk's size is "xyz"`],
    [`${lengthened}HTTP/1.1`, '8 bytes follow it'],
    [`${HEAD}X: ${'x'.repeat(70_000)}`, 'its head is longer than 64 KiB'],
    [`${HEAD}Content-Length: 900000\r\n\r\n${'x'.repeat(70_000)}`, 'it is longer than 64 KiB'],
  ])('says what is wrong with %p', (text, detail) => {
    expect(readHttpAnswer(text, false)).toEqual({ kind: 'bad', detail: `no HTTP/1.1 response: ${detail}` });
  });
});
