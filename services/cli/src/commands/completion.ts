import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../completion/shell.ts';
import type { Terminal } from '../terminal.ts';

export function declareCompletion(parent: Command, terminal: Terminal): void {
  parent
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which').choices(SHELLS))
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  source <(nearhop completion bash)',
        '  nearhop completion zsh > "${fpath[1]}/_nearhop"',
        '  nearhop completion fish > ~/.config/fish/completions/nearhop.fish',
      ].join('\n'),
    )
    .action(async (shell: Shell) => {
      const { completionScript } = await import('../completion/completion-script.ts');
      terminal.write(completionScript(shell, parent));
    });
}
