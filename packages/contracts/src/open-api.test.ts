import { describe, expect, test } from 'bun:test';
import { openApiDocument } from './open-api.ts';

describe('openApiDocument', () => {
  test('refers to schemas that are in it', () => {
    const text = JSON.stringify(openApiDocument('1.2.3'));
    const document = JSON.parse(text) as {
      info: { version: string };
      components: { schemas: Record<string, unknown> };
    };
    const names = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect(names.size).toBeGreaterThan(10);
    for (const name of names) expect(Object.keys(document.components.schemas)).toContain(name ?? '');
    expect(document.info.version).toBe('1.2.3');
  });
});
