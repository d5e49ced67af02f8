import { describe, expect, test } from 'bun:test';
import { headerLine } from './answer.ts';
import { HeadRenderer } from './head-renderer.ts';
import { multipartByteranges } from './multipart.ts';
import { textOf } from './testing/text-of.ts';

describe('headerLine', () => {
  test('writes one line, and refuses what would be none or two', () => {
    expect(headerLine('ETag', 'W/"1"')).toBe('ETag: W/"1"\r\n');
    for (const [name, value] of [
      ['', 'x'],
      ['a b', 'x'],
      ['a:', 'x'],
      ['a', 'x\r\nSet-Cookie: y'],
      ['a', 'x\ny'],
      ['a', 'x\0'],
      ['a', 'é'],
    ] as const) {
      expect(() => headerLine(name, value)).toThrow(RangeError);
    }
  });
});

describe('HeadRenderer', () => {
  test('dates answers by the second that it was told', () => {
    const renderer = new HeadRenderer(Date.UTC(2026, 0, 1));
    const answer = { status: 200, headers: ['A: b', '\r\n', 'N: ', 7, '\r\n'], body: null };
    const head = () => textOf((output) => renderer.render(output, answer, 5, 'more', 1));
    expect(head()).toBe(
      'HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 5\r\nA: b\r\nN: 7\r\n\r\n',
    );
    renderer.renew(Date.UTC(2026, 0, 1, 0, 0, 1, 999));
    expect(head()).toContain('00:00:01 GMT');
  });

  test('dates an answer that was made earlier by what it says, and no answer twice', () => {
    const renderer = new HeadRenderer(Date.UTC(2026, 0, 1));
    const answer = { status: 200, headers: '', body: null, date: 'Wed, 31 Dec 2025 00:00:00 GMT' };
    expect(textOf((output) => renderer.render(output, answer, 0, 'more', 1))).toBe(
      'HTTP/1.1 200 OK\r\nDate: Wed, 31 Dec 2025 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n',
    );
  });

  test('names the connection only where the version does not imply it, and a length only where a body may be', () => {
    const renderer = new HeadRenderer(0);
    const render = (status: number, outcome: 'more' | 'last', minorVersion: number) =>
      textOf((output) => renderer.render(output, { status, headers: '', body: null }, 0, outcome, minorVersion));
    expect(render(200, 'more', 1)).not.toContain('Connection');
    expect(render(200, 'more', 0)).toContain('\r\nConnection: keep-alive\r\n');
    expect(render(404, 'last', 0)).toContain('\r\nConnection: close\r\n');
    expect(render(304, 'last', 1)).not.toContain('Content-Length');
    for (const status of [99, 101, 200.5, 600]) expect(() => render(status, 'more', 1)).toThrow('200 to 599');
  });
});

describe('multipartByteranges', () => {
  test('refuses boundaries that RFC 2046 does not allow', () => {
    for (const boundary of ['', 'a b', 'x'.repeat(71), 'a\r\nb', 'a"b']) {
      expect(() => multipartByteranges({ boundary, contentType: null, completeBytes: 1 }, [])).toThrow('boundary');
    }
  });
});
