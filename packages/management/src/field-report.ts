import type { ProblemField } from '@nearhop/contracts';
import { ManagementError, type ManagementErrorCode } from './management-error.ts';

/** Collects what is wrong with an input, so that it can all be told at once. */
export class FieldReport {
  readonly #fields: ProblemField[] = [];
  #code: ManagementErrorCode = 'exists';

  get fields(): readonly ProblemField[] {
    return this.#fields;
  }

  /** Something that breaks a rule by itself. */
  invalid(pointer: string, detail: string): void {
    this.#code = 'invalid';
    this.#fields.push({ pointer, detail });
  }

  addInvalid(fields: readonly ProblemField[]): void {
    for (const { pointer, detail } of fields) this.invalid(pointer, detail);
  }

  /** A name that is taken. */
  exists(pointer: string, detail: string): void {
    this.#fields.push({ pointer, detail });
  }

  /** Something good in itself that another record stands in the way of. */
  conflict(pointer: string, detail: string): void {
    if (this.#code === 'exists') this.#code = 'conflict';
    this.#fields.push({ pointer, detail });
  }

  /** Throws ManagementError when there is anything to report: `invalid` before `conflict` before `exists`. */
  throwIfAny(action: string): void {
    const [first, ...more] = this.#fields;
    if (first === undefined) return;
    const rest = more.length === 0 ? '' : `, and ${more.length} more`;
    const where = first.pointer === '' ? '' : `${first.pointer.slice(1)}: `;
    throw new ManagementError(this.#code, `${action}: ${where}${first.detail}${rest}`, { fields: this.#fields });
  }
}
