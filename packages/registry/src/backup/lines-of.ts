import { BackupError } from './backup-error.ts';

/** Nothing that a registry keeps comes near to this. */
const MOST_LINE_CHARACTERS = 1_000_000;

/** The lines of some UTF-8 text that comes in pieces, without their line feeds; what follows the last line feed is a line too. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_LINE_CHARACTERS)
      throw new BackupError(`Cannot read backup: a line has more than ${MOST_LINE_CHARACTERS} characters`);
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
