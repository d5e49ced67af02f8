import type { Variable } from './variable.ts';
import { VARIABLES } from './variables.ts';

/** All variables as a Markdown table, for READMEs. */
export function variablesTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, variable]: [string, Variable<unknown>]) => {
    const { description, services, allowed, secret } = variable;
    const given = variable.default === null ? '' : variable.default === '' ? 'none' : `\`${variable.default}\``;
    const names = secret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
    return `| ${names} | ${description} | ${allowed} | ${given} | ${services.join(', ')} |`;
  });
  return ['| variable | what | write | default | read by |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
