import type { Command } from 'commander';
import { bashScript } from './bash-script.ts';
import { commandPaths, type CommandPath } from './command-paths.ts';
import { fishScript } from './fish-script.ts';
import type { Shell } from './shell.ts';
import { zshScript } from './zsh-script.ts';

const SCRIPTS: Readonly<Record<Shell, (paths: readonly CommandPath[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** A script that completes every command, option and fixed value of a program. */
export function completionScript(shell: Shell, program: Command): string {
  return SCRIPTS[shell](commandPaths(program));
}
