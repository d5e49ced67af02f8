import type { ProblemField } from '@nearhop/contracts';

/** A request that is refused for how it was made, before any operation: becomes a problem by `problem-reply.ts`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** The last part of the problem's type. */
  readonly code: string;
  readonly fields: readonly ProblemField[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: { readonly fields?: readonly ProblemField[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = details.fields ?? [];
    this.headers = details.headers ?? {};
  }
}
