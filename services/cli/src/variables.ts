import type { VariableName, VariableValues } from '@nearhop/service-kit';
import type { Terminal } from './terminal.ts';

/** Reads NEARHOP_ variables as every service does. Loaded only when a command needs one: help and completion do not. */
export async function variables<Name extends VariableName>(
  { environment }: Pick<Terminal, 'environment'>,
  names: readonly Name[],
): Promise<VariableValues<Name>> {
  const { readVariables } = await import('@nearhop/service-kit');
  return readVariables(environment, names);
}
