import { describe, expect, test } from 'bun:test';
import { program } from '../program.ts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';
import { completionScript } from './completion-script.ts';

const bash = completionScript('bash', program(new RecordingTerminal()));

/** What bash itself offers for the last of these words. */
function complete(words: readonly string[]): string[] {
  const script = `${bash}\nCOMP_WORDS=(nearhop "$@")\nCOMP_CWORD=$(( $# ))\n_nearhop\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, exitCode } = Bun.spawnSync(['bash', '-c', script, 'bash', ...words]);
  expect(exitCode).toBe(0);
  return stdout.toString().split('\n').filter(Boolean);
}

describe('completion bash', () => {
  test('offers the commands', () => {
    expect(complete([''])).toEqual(expect.arrayContaining(['up', 'route', 'explain', 'node', 'import', 'completion']));
  });

  test('completes a subcommand', () => {
    expect(complete(['node', 'dis'])).toEqual(['disable']);
  });

  test('offers the options of the command, after arguments too', () => {
    expect(complete(['node', 'disable', 'Seattle-1', '--re'])).toEqual(['--reason']);
  });

  test('offers the values of an option and of an argument', () => {
    expect(complete(['node', 'list', '-o', ''])).toEqual(['table', 'json', 'yaml']);
    expect(complete(['run', ''])).toEqual(expect.arrayContaining(['router', 'control']));
  });
});

describe.each(['bash', 'zsh', 'fish'] as const)('completion %s', (shell) => {
  test('names every command', () => {
    const script = completionScript(shell, program(new RecordingTerminal()));
    for (const word of ['up', 'route', 'explain', 'create', 'disable', 'remove', 'completion'])
      expect(script).toContain(word);
  });
});
