import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { EXIT_CODES } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

const TOPICS = ['exit-codes', 'environment'] as const;

export function declareHelp(parent: Command, terminal: Terminal): void {
  parent
    .command('help')
    .description(`help on a command, or on ${TOPICS.join(' or ')}`)
    .argument('[words...]', 'a command, such as "node create", or a topic')
    .action(async (words: readonly string[]) => {
      if (words[0] === 'exit-codes') return terminal.write(exitCodes());
      if (words[0] === 'environment') return terminal.write(await environment());
      find(parent, words).outputHelp();
    });
}

function find(program: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => {
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (child !== undefined) return child;
    const allowed = command.commands.map((candidate) => candidate.name());
    throw new CommandFailure('usage', `Cannot help with "${words.join(' ')}": no command or topic of this name`, [
      `there are: ${[...allowed, ...(command === program ? TOPICS : [])].join(', ')}`,
    ]);
  }, program);
}

function exitCodes(): string {
  return [
    'Exit codes of nearhop:',
    '',
    ...EXIT_CODES.map(({ code, meaning }) => `${String(code).padStart(4)}  ${meaning}`),
  ].join('\n');
}

async function environment(): Promise<string> {
  const { VARIABLES } = await import('@nearhop/service-kit');
  const rows = Object.entries(VARIABLES).flatMap(([name, { description, services, allowed, default: usual }]) => [
    `  ${name} (${services.join(', ')})`,
    `      ${description}: ${allowed}${usual === null || usual === '' ? '' : ` [${usual}]`}`,
  ]);
  return ['Variables that nearhop and its services read:', '', ...rows].join('\n');
}
