/** A file of clients that can't be read as one: every bad line with what to write instead. */
export class ClientFileError extends Error {
  readonly code = 'ERR_CLIENT_FILE';
  readonly lines: readonly string[];

  constructor(name: string, lines: readonly string[]) {
    super(`Cannot read clients from "${name}":\n${lines.join('\n')}`);
    this.name = 'ClientFileError';
    this.lines = lines;
  }
}
