import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseContentTarget, withCacheHostOrigin } from './content-target.ts';

const corpus = readFileSync(join(import.meta.dir, '../../../test/corpora/cache-targets.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map((line) => {
    const [written = '', verdict = '', target = '', value = ''] = line.split('\t');
    return [written, verdict, target, value] as const;
  });

describe('parseContentTarget', () => {
  test.each(corpus)('corpus: %s is %s', (written, verdict, target, value) => {
    const received = written.replaceAll(/\\u00([0-9a-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    const parsed = parseContentTarget(received);
    if (verdict === 'refused') {
      expect(parsed.ok ? parsed : parsed.error).toMatch(/^Cannot take target ".*": (?:it must|no segment) /);
    } else {
      expect(parsed).toEqual({ ok: true, target, cacheHostOrigin: value === '-' ? null : value });
    }
  });

  test('the corpus has both', () => {
    expect(corpus.filter(([, verdict]) => verdict === 'ok').length).toBeGreaterThan(30);
    expect(corpus.filter(([, verdict]) => verdict === 'refused').length).toBeGreaterThan(45);
  });

  const parameter = fc.stringMatching(/^[!-"$%'-[\]-~]{0,6}$/).filter((text) => !text.startsWith('cacheHostOrigin='));
  const query = fc.array(parameter, { minLength: 1, maxLength: 5 });

  test('takes out what was put in anywhere, and leaves every other byte', () => {
    fc.assert(
      fc.property(query, fc.nat(5), (parameters, place) => {
        const at = Math.min(place, parameters.length);
        const received = `/p?${parameters.toSpliced(at, 0, 'cacheHostOrigin=h').join('&')}`;
        expect(parseContentTarget(received)).toEqual({
          ok: true,
          target: `/p?${parameters.join('&')}`,
          cacheHostOrigin: 'h',
        });
      }),
      { numRuns: 2000 },
    );
  });

  test('withCacheHostOrigin is its opposite', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constant('/p'),
          query.map((parameters) => `/p?${parameters.join('&')}`),
        ),
        (target) => {
          expect(parseContentTarget(withCacheHostOrigin(target, 'h:80'))).toEqual({
            ok: true,
            target,
            cacheHostOrigin: 'h:80',
          });
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('takes 92 of 65,536 characters', () => {
    const taken: number[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      if (parseContentTarget(`/${String.fromCharCode(code)}x`).ok) taken.push(code);
    }
    expect(taken).toHaveLength(92);
    expect(taken.filter((code) => code <= 0x20 || code >= 0x7f || code === 0x23 || code === 0x5c)).toEqual([]);
  });
});
