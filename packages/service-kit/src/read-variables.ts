import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';
import { nearestName } from './nearest-name.ts';
import type { Variable } from './variable.ts';
import { VARIABLES, type VariableName } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type VariableValues<Name extends VariableName> = {
  readonly [N in Name]: (typeof VARIABLES)[N] extends Variable<infer Value> ? Value : never;
};

const OURS = 'NEARHOP_';
const FILE_SUFFIX = '_FILE';
const MAX_SHOWN_LENGTH = 80;

/**
 * Reads the named variables. An empty value counts as unset. Throws ConfigError with every finding at once: values that
 * are not allowed, secret files that cannot be read, and `NEARHOP_` names that no service has.
 */
export function readVariables<Name extends VariableName>(
  env: Environment,
  names: readonly Name[],
): VariableValues<Name> {
  const lines = unknownNames(env);
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of names) {
    const definition: Variable<unknown> = VARIABLES[name];
    const given = definition.secret ? readSecret(env, name, lines) : textOf(env, name);
    const text = given ?? definition.default;
    if (text === null) continue;
    const parsed = definition.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else lines.push(finding(name, definition, text, parsed.error.issues));
  }
  if (lines.length > 0) throw new ConfigError(lines);
  return values as VariableValues<Name>;
}

function unknownNames(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(OURS) && !isKnown(name))
    .toSorted()
    .map((name) => {
      const nearest = nearestName(name, Object.keys(VARIABLES));
      const hint = nearest === undefined ? 'unset it' : `did you mean ${nearest}?`;
      return `Cannot use ${name}: no service has a variable of this name: ${hint}`;
    });
}

function isKnown(name: string): boolean {
  if (Object.hasOwn(VARIABLES, name)) return true;
  const base = name.endsWith(FILE_SUFFIX) ? name.slice(0, -FILE_SUFFIX.length) : '';
  return Object.hasOwn(VARIABLES, base) && VARIABLES[base as VariableName].secret;
}

function readSecret(env: Environment, name: VariableName, lines: string[]): string | undefined {
  const fileName = `${name}${FILE_SUFFIX}`;
  const path = textOf(env, fileName);
  const text = textOf(env, name);
  if (path === undefined) return text;
  if (text !== undefined) lines.push(`Cannot use ${name} and ${fileName} together: unset one`);
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    lines.push(
      `Cannot use ${fileName} ${shown(path)}: write the path of a file that can be read: ${(error as Error).message}`,
    );
    return undefined;
  }
}

function textOf(env: Environment, name: string): string | undefined {
  const text = env[name];
  return text === '' ? undefined : text;
}

function finding(
  name: string,
  { secret, allowed }: Variable<unknown>,
  text: string,
  issues: readonly { readonly code: string; readonly message: string; readonly params?: unknown }[],
): string {
  const details = issues.filter((issue) => issue.params !== undefined).map((issue) => `: ${issue.message}`);
  return `Cannot use ${name} ${secret ? `(${text.length} characters)` : shown(text)}: write ${allowed}${details.join('')}`;
}

function shown(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}...` : text);
}
