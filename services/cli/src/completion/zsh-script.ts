import type { CommandPath, CompletionWord } from './command-paths.ts';

/** For zsh: a file `_nearhop` on the `fpath`, or sourced after `compinit`. */
export function zshScript(paths: readonly CommandPath[]): string {
  return [
    '#compdef nearhop',
    '_nearhop() {',
    '  local place="" word',
    '  local -a answers',
    '  for word in "${(@)words[2,CURRENT-1]}"; do',
    '    case "$place/$word" in',
    ...paths.filter(({ place }) => place !== '').map(({ place }) => `      ${place}) place="$place/$word" ;;`),
    '    esac',
    '  done',
    '  case "$place:${words[CURRENT-1]}" in',
    ...paths.flatMap(optionValues),
    '  esac',
    '  if (( ! $#answers )); then',
    '    case "$place" in',
    ...paths.map(({ place, words }) => `      "${place}") answers=(${words.map(described).join(' ')}) ;;`),
    '    esac',
    '  fi',
    "  _describe 'nearhop' answers || _files",
    '}',
    // Sourced, the function is registered; found on the fpath, it is run.
    'if [[ "$funcstack[1]" == "_nearhop" ]]; then _nearhop "$@"; else compdef _nearhop nearhop; fi',
  ].join('\n');
}

function optionValues({ place, words }: CommandPath): string[] {
  return words
    .filter(({ choices }) => choices.length > 0)
    .map(({ word, choices }) => `    "${place}:${word}") answers=(${choices.join(' ')}) ;;`);
}

/** `_describe` takes `word:description`, in single quotes. */
function described({ word, description }: CompletionWord): string {
  return `'${word.replaceAll(':', '\\:')}:${description.replaceAll("'", "'\\''")}'`;
}
