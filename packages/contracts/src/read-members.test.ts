import { describe, expect, test } from 'bun:test';
import { nodeCreateSchema } from './management-node.ts';
import { pointerOf, readMembers } from './read-members.ts';

describe('readMembers', () => {
  test('gives the good members beside what is wrong with the others', () => {
    const { members, fields } = readMembers(nodeCreateSchema, {
      name: 'Seattle-1',
      enabled: 'yes',
      claims: ['a', 5],
      size: 1,
    });
    expect(members).toEqual({ name: 'Seattle-1' });
    expect(fields.map(({ pointer }) => pointer)).toEqual(['/claims/1', '/enabled', '/size']);
    expect(fields[1]?.detail).toBe('write a boolean: received "yes"');
    expect(fields[2]?.detail).toContain('no such member: write one of name, customer');
  });

  test('points at a member that is missing, and into nested ones', () => {
    const { fields } = readMembers(nodeCreateSchema, {
      servers: { ipv4: { address: '1.1.1.1', port: 'x' }, ipv7: '' },
      labels: { 'a/b': '' },
    });
    expect(fields.map(({ pointer }) => pointer)).toEqual([
      '/name',
      '/servers/ipv4/port',
      '/servers/ipv7',
      '/labels/a~1b',
    ]);
    expect(fields[0]?.detail).toBe('must be given');
  });

  test('takes no member from the prototype', () => {
    const { members, fields } = readMembers(nodeCreateSchema, JSON.parse('{"__proto__": {"name": "x"}}'));
    expect(members).toEqual({});
    expect(fields.map(({ pointer }) => pointer)).toEqual(['/name', '/__proto__']);
  });

  for (const input of [null, undefined, 7, 'text', [], true]) {
    test(`refuses ${JSON.stringify(input)}`, () => {
      expect(readMembers(nodeCreateSchema, input).fields).toMatchObject([
        { pointer: '', detail: expect.stringContaining('write a JSON object') },
      ]);
    });
  }
});

describe('pointerOf', () => {
  test('escapes as RFC 6901 says', () => {
    expect(pointerOf(['a/b', 'c~d', 0])).toBe('/a~1b/c~0d/0');
  });
});
