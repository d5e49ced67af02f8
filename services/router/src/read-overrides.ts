import { adminStateSchema, type AdminState } from '@nearhop/contracts';
import type { Overrides } from '@nearhop/decision';

/** An overrides file that cannot be used. */
export class OverridesError extends Error {
  readonly code = 'ERR_OVERRIDES';
  override readonly name = 'OverridesError';
}

/** Without `until`: a router compares no instants with its clock. */
const overrideSchema = adminStateSchema.omit({ until: true });
const EXAMPLE = '{"Seattle-1": {"state": "down", "why": "fibre cut"}}';

/**
 * Reads `{"<node>": {"state": …, "why": …}, …}`, a node being its name, `customer/name` or its id. All of it is good or
 * none: throws OverridesError.
 */
export function readOverrides(text: string): Overrides {
  const json = parse(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new OverridesError(`Cannot read overrides: write an object such as ${EXAMPLE}`);
  }
  return new Map(Object.entries(json).map(([node, value]) => [node, readOverride(node, value)]));
}

function readOverride(node: string, value: unknown): AdminState {
  const result = overrideSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = [JSON.stringify(node), ...(issue?.path ?? [])].join('.');
  throw new OverridesError(`Cannot read override ${at}: ${issue?.message}: write it as in ${EXAMPLE}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OverridesError(`Cannot read overrides: ${(error as Error).message}: write JSON such as ${EXAMPLE}`);
  }
}
