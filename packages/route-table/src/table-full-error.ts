/** The table has reached the memory it was allowed; nothing of the refused insert has happened. */
export class TableFullError extends Error {
  override readonly name = 'TableFullError';
  readonly code = 'ERR_TABLE_FULL';

  constructor(limitBytes: number) {
    super(
      `Cannot grow table: each family must stay within ${limitBytes} bytes: raise limitBytes or insert fewer prefixes`,
    );
  }
}
