import { expect } from 'bun:test';
import type { RecordWrite } from '../../records.ts';
import type { CommitOutcome, Expectation } from '../../registry.ts';
import { changeOf } from '../example-records.ts';
import type { RegistryCommand, Subject } from './registry-command.ts';
import type { RegistryOracle, Verdict } from './registry-oracle.ts';

/** What the commit expects of the records that it writes. */
export type Expecting = 'nothing' | 'what is' | 'something else';

export class CommitCommand implements RegistryCommand {
  readonly #writes: readonly RecordWrite[];
  readonly #expecting: Expecting;
  readonly #key: string | undefined;

  constructor(writes: readonly RecordWrite[], expecting: Expecting, key: string | undefined) {
    this.#writes = writes;
    this.#expecting = expecting;
    this.#key = key;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: RegistryOracle, subject: Subject): Promise<void> {
    const change = { ...changeOf(...this.#writes), ...(this.#key !== undefined && { idempotencyKey: this.#key }) };
    const expectations = this.#expectations(oracle);
    const verdict = oracle.commit(change, expectations);
    const outcome = await subject.registry.commit(change, expectations);
    compare(outcome, verdict);
    if (outcome.kind === 'committed') subject.positions[outcome.position.revision] ??= outcome.position;
    expect(await subject.registry.position()).toMatchObject({
      revision: oracle.revisions.length,
      counts: oracle.counts(),
    });
  }

  toString(): string {
    const writes = this.#writes.map(
      ({ kind, id, value }) => `${value === null ? 'delete ' : ''}${kind} ${id} ${JSON.stringify(value)}`,
    );
    return `commit([${writes.join('; ')}], expecting ${this.#expecting}, key ${this.#key ?? 'none'})`;
  }

  #expectations(oracle: RegistryOracle): Expectation[] {
    if (this.#expecting === 'nothing') return [];
    const off = this.#expecting === 'what is' ? 0 : 1;
    return this.#writes.map(({ kind, id }) => ({ kind, id, revision: (oracle.get(kind, id)?.revision ?? 0) + off }));
  }
}

function compare(outcome: CommitOutcome, verdict: Verdict): void {
  if (verdict.kind === 'committed') {
    const { revision, repeated } = verdict;
    expect(outcome).toMatchObject({ kind: 'committed', repeated, position: { revision } });
  } else if (verdict.kind === 'overlap') {
    compareConflicts(outcome, verdict);
  } else {
    expect(outcome).toEqual(verdict);
  }
}

/** Drivers need not name every pair; they must name true ones, all claims that meet a standing block, and one of each other pair. */
function compareConflicts(outcome: CommitOutcome, { pairs, written }: Extract<Verdict, { kind: 'overlap' }>): void {
  if (outcome.kind !== 'overlap') throw new Error(`Expected an overlap: ${JSON.stringify(outcome)}`);
  const named = new Set(outcome.conflicts.map(({ claim }) => claim));
  expect(named.size).toBe(outcome.conflicts.length);
  for (const conflict of outcome.conflicts) {
    const pair = pairs.find((pair) => pair.claim.id === conflict.claim && pair.with.id === conflict.with.id);
    expect(conflict).toEqual({ claim: conflict.claim, cause: pair?.cause as never, with: pair?.with as never });
  }
  for (const pair of pairs) {
    const stands = !written.has(pair.with.id);
    expect(named.has(pair.claim.id) || (!stands && named.has(pair.with.id))).toBe(true);
  }
}
