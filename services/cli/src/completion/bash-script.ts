import type { CommandPath } from './command-paths.ts';

/** For bash 4 and newer: `source <(nearhop completion bash)`. */
export function bashScript(paths: readonly CommandPath[]): string {
  return [
    '# bash completion for nearhop',
    '_nearhop() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" place="" word words=""',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$place/$word" in',
    ...paths.filter(({ place }) => place !== '').map(({ place }) => `      ${place}) place="$place/$word" ;;`),
    '    esac',
    '  done',
    '  case "$place:$previous" in',
    ...paths.flatMap(optionValues),
    '  esac',
    '  if [[ -z "$words" ]]; then',
    '    case "$place" in',
    ...paths.map(({ place, words }) => `      "${place}") words="${words.map(({ word }) => word).join(' ')}" ;;`),
    '    esac',
    '  fi',
    '  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")',
    '}',
    'complete -o default -F _nearhop nearhop',
  ].join('\n');
}

function optionValues({ place, words }: CommandPath): string[] {
  return words
    .filter(({ choices }) => choices.length > 0)
    .map(({ word, choices }) => `    "${place}:${word}") words="${choices.join(' ')}" ;;`);
}
