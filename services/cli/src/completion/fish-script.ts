import type { CommandPath, CompletionWord } from './command-paths.ts';

/** For fish: a file in `~/.config/fish/completions`. */
export function fishScript(paths: readonly CommandPath[]): string {
  return [
    '# fish completion for nearhop',
    'function __nearhop_at --description "whether the words so far lead to exactly this command"',
    '  set -l place ""',
    '  for word in (commandline -opc)[2..-1]',
    '    if contains -- "$place/$word" $__nearhop_places',
    '      set place "$place/$word"',
    '    end',
    '  end',
    '  test "$place" = "$argv[1]"',
    'end',
    `set -g __nearhop_places ${paths
      .map(({ place }) => place)
      .filter(Boolean)
      .join(' ')}`,
    ...paths.flatMap(({ place, words }) => words.map((word) => line(place, word))),
  ].join('\n');
}

function line(place: string, { word, description, choices }: CompletionWord): string {
  const condition = `complete -c nearhop -n '__nearhop_at "${place}"'`;
  const values = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : '';
  return `${condition} ${subject(word)}${values} -d ${quoted(description)}`;
}

function subject(word: string): string {
  if (word.startsWith('--')) return `-l ${word.slice(2)}`;
  if (word.startsWith('-')) return `-s ${word.slice(1)}`;
  return `-f -a ${word}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
