import type { Judgement, RefusalCode } from './guard.ts';

/** The store offers a state that the guard refuses: what is held is kept, and the code is the alarm's. */
export class StoreRefusedError extends Error {
  readonly code: RefusalCode;
  override readonly name = 'StoreRefusedError';

  constructor(code: RefusalCode, text: string, options?: { readonly cause: unknown }) {
    super(text, options);
    this.code = code;
  }
}

/** Throws a refusal as `StoreRefusedError`. */
export function insist(judgement: Judgement): void {
  if (judgement.kind === 'refuse') throw new StoreRefusedError(judgement.code, judgement.text);
}
