import type { Command, Option } from 'commander';

/** What may follow one command. */
export interface CommandPath {
  /** The command as `/node/create`; empty for the program itself. */
  readonly place: string;
  readonly words: readonly CompletionWord[];
}

export interface CompletionWord {
  readonly word: string;
  readonly description: string;
  /** What may be written after an option. */
  readonly choices: readonly string[];
}

/** Every command of a program with what may follow it. */
export function commandPaths(program: Command): CommandPath[] {
  const everywhere = program.options.filter(isVisible).flatMap(optionWords);
  const visit = (command: Command, place: string): CommandPath[] => {
    const own = place === '' ? [] : command.options.filter(isVisible).flatMap(optionWords);
    const children = command.commands.map((child) => wordFor(child.name(), child.description()));
    const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
    const values = choices.map((choice) => wordFor(choice, ''));
    return [
      { place, words: [...children, ...values, ...own, ...everywhere] },
      ...command.commands.flatMap((child) => visit(child, `${place}/${child.name()}`)),
    ];
  };
  return visit(program, '');
}

function isVisible(option: Option): boolean {
  return !option.hidden;
}

function optionWords(option: Option): CompletionWord[] {
  const choices = option.argChoices ?? [];
  return [option.long, option.short].flatMap((word) =>
    word === undefined || word === null ? [] : [{ word, description: option.description, choices }],
  );
}

function wordFor(word: string, description: string): CompletionWord {
  return { word, description, choices: [] };
}
