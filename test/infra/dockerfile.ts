/** One instruction, its continued lines joined. */
export interface Instruction {
  readonly keyword: string;
  readonly text: string;
  readonly line: number;
}

/** A stage from one FROM to the next; `base` is an image or the name of an earlier stage. */
export interface Stage {
  readonly base: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

/** Reads a Dockerfile; `ARG`s before the first FROM are put in. Throws SyntaxError for what the builder would refuse. */
export function parseDockerfile(text: string): readonly Stage[] {
  const globals = new Map<string, string>();
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === 'FROM') {
      const [, base, name] = /^(\S+)(?:\s+AS\s+([a-z0-9][a-z0-9._-]*))?$/i.exec(filledIn(instruction, globals)) ?? [];
      if (base === undefined) throw refused(instruction, 'write FROM <image> AS <stage>');
      stages.push({ base, name: name ?? String(stages.length), instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.keyword === 'ARG') globals.set(...argumentOf(instruction));
    else throw refused(instruction, 'only ARG may stand before the first FROM');
  }
  return stages;
}

/** The instructions that make a stage, those of the stages that it is made from first. */
export function instructionsFor(stages: readonly Stage[], target: string): readonly Instruction[] {
  const stage = stages.find(({ name }) => name === target);
  if (stage === undefined) return [];
  return [...instructionsFor(stages, stage.base), ...stage.instructions];
}

/** What holds of a keyword that counts once: the text of its last instruction. */
export function lastOf(instructions: readonly Instruction[], keyword: string): string | undefined {
  return instructions.findLast((instruction) => instruction.keyword === keyword)?.text;
}

/** The words of `["a", "b"]`, the form that needs no shell. Throws SyntaxError for another. */
export function execForm(text: string | undefined): readonly string[] {
  const words: unknown = JSON.parse(text ?? '');
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new SyntaxError(`Cannot run without a shell: ${text}`);
}

export interface Copy {
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly destination: string;
}

export function copiesOf(instructions: readonly Instruction[]): readonly Copy[] {
  return instructions
    .filter(({ keyword }) => keyword === 'COPY')
    .map((instruction) => {
      const words = instruction.text.split(/\s+/);
      const paths = words.filter((word) => !word.startsWith('--'));
      const destination = paths.pop();
      if (destination === undefined || paths.length === 0)
        throw refused(instruction, 'write COPY <source> <destination>');
      return {
        from: words.find((word) => word.startsWith('--from='))?.slice('--from='.length),
        sources: paths,
        destination,
      };
    });
}

function* instructionsOf(text: string): Generator<Instruction> {
  let joined = '';
  let begins = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    if (joined === '') begins = index + 1;
    joined += line.replace(/\\\s*$/, ' ');
    if (/\\\s*$/.test(line)) continue;
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(joined) ?? [];
    const instruction = { keyword, text: rest.replaceAll(/\s+/g, ' ').trim(), line: begins };
    if (!KEYWORDS.has(keyword)) throw refused(instruction, `there is no instruction "${keyword}"`);
    yield instruction;
    joined = '';
  }
  if (joined !== '') throw new SyntaxError(`Cannot read line ${begins}: the last line ends with "\\"`);
}

function argumentOf(instruction: Instruction): [name: string, value: string] {
  const [, name, value] = /^(\w+)=(\S+)$/.exec(instruction.text) ?? [];
  if (name === undefined || value === undefined) throw refused(instruction, 'write ARG <name>=<default>');
  return [name, value];
}

function filledIn(instruction: Instruction, values: ReadonlyMap<string, string>): string {
  return instruction.text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw refused(instruction, `no ARG "${name}" before the first FROM`);
    return value;
  });
}

function refused({ line, keyword, text }: Instruction, why: string): SyntaxError {
  return new SyntaxError(`Cannot read line ${line}, "${keyword} ${text}": ${why}`);
}
