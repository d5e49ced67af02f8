import { expect } from 'bun:test';
import type { RegistryCommand, Subject } from './registry-command.ts';
import type { RegistryOracle } from './registry-oracle.ts';

/** Goes on with another connection to the same store. */
export class ReopenCommand implements RegistryCommand {
  check(): boolean {
    return true;
  }

  async run(_oracle: RegistryOracle, subject: Subject): Promise<void> {
    await subject.registry.close();
    subject.registry = await subject.fresh.reopen('write');
  }

  toString(): string {
    return 'reopen()';
  }
}

export class ReserveNumbersCommand implements RegistryCommand {
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: RegistryOracle, { registry }: Subject): Promise<void> {
    const first = await registry.reserveNodeNumbers(this.#count);
    expect(first).toBeGreaterThanOrEqual(oracle.nextNumber);
    oracle.nextNumber = first + this.#count;
  }

  toString(): string {
    return `reserveNodeNumbers(${this.#count})`;
  }
}
