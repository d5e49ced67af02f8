import { quotedValue } from '@nearhop/ip';
import type { z } from 'zod';
import type { ProblemField } from './problem.ts';

/** The members of an object that are well-formed, and what is wrong with the others. */
export interface MembersRead<Members> {
  readonly members: Partial<Members>;
  readonly fields: readonly ProblemField[];
}

/**
 * Reads an object from outside member by member, so that one bad member hides nothing about the others:
 * whoever checks further does so with the good ones and reports everything at once.
 */
export function readMembers<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  input: unknown,
): MembersRead<z.output<z.ZodObject<Shape>>> {
  if (!isObject(input))
    return { members: {}, fields: [{ pointer: '', detail: `write a JSON object: received ${shown(input)}` }] };
  const fields: ProblemField[] = [];
  const members: Record<string, unknown> = {};
  const names = Object.keys(schema.shape);
  for (const name of names) {
    const member = schema.shape[name] as unknown as z.ZodType;
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    const result = member.safeParse(value);
    if (!result.success) fields.push(...result.error.issues.flatMap((issue) => fieldsOf(issue, [name], value)));
    else if (result.data !== undefined) members[name] = result.data;
  }
  for (const name of Object.keys(input)) {
    if (names.includes(name)) continue;
    fields.push({ pointer: pointerOf([name]), detail: `no such member: write one of ${names.join(', ')}` });
  }
  return { members: members as Partial<z.output<z.ZodObject<Shape>>>, fields };
}

/** A path as RFC 6901 writes it. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

type Issue = z.core.$ZodIssue;

function fieldsOf(issue: Issue, base: readonly PropertyKey[], root: unknown): ProblemField[] {
  const path = [...base, ...issue.path];
  const value = valueAt(root, issue.path);
  if (issue.code === 'invalid_union') {
    const nearest = issue.errors.find((issues) =>
      issues.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
    );
    if (nearest !== undefined) return nearest.flatMap((inner) => fieldsOf(inner, path, value));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), detail: 'no such member' }));
  }
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [
      { pointer: pointerOf(path), detail: `${first?.message ?? issue.message}: received ${shown(issue.path.at(-1))}` },
    ];
  }
  const detail = value === undefined ? 'must be given' : `${asInstruction(issue)}: received ${shown(value)}`;
  return [{ pointer: pointerOf(path), detail }];
}

/** What to write, for the faults whose own message is only a finding. */
function asInstruction(issue: Issue): string {
  if (issue.code === 'invalid_type') return `write ${article(issue.expected)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  return issue.message;
}

function article(expected: string): string {
  const word = expected === 'int' ? 'whole number' : expected;
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path)
    value = isObject(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  return value;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quotedValue(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  return String(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
