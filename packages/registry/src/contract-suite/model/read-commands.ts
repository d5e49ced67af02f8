import { expect } from 'bun:test';
import { Prefix } from '@nearhop/ip';
import { EMPTY_DIGEST, recordHash, xorDigest } from '../../record-hash.ts';
import { RECORD_KINDS, type RecordKind, type StoredRecord } from '../../records.ts';
import { follow, readAll } from '../collect.ts';
import type { RegistryCommand, Subject } from './registry-command.ts';
import type { RegistryOracle } from './registry-oracle.ts';

/** Pages through a list. */
export class ListCommand implements RegistryCommand {
  readonly #kind: RecordKind;
  readonly #customer: string | undefined;
  readonly #limit: number;

  constructor(kind: RecordKind, customer: string | undefined, limit: number) {
    this.#kind = kind;
    this.#customer = customer;
    this.#limit = limit;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: RegistryOracle, { registry }: Subject): Promise<void> {
    const found: StoredRecord[] = [];
    for (let after: string | undefined; ;) {
      const options = {
        limit: this.#limit,
        ...(this.#customer && { customer: this.#customer }),
        ...(after && { after }),
      };
      const page = await registry.list(this.#kind, options);
      found.push(...page);
      if (page.length < this.#limit) break;
      after = page.at(-1)?.id;
    }
    expect(found).toEqual(oracle.list(this.#kind, this.#customer));
  }

  toString(): string {
    return `list(${this.#kind} of ${this.#customer ?? 'everyone'}, by ${this.#limit})`;
  }
}

/** What touches one prefix, and what each node claims. */
export class ClaimsCommand implements RegistryCommand {
  readonly #prefix: string;
  readonly #limit: number;

  constructor(prefix: string, limit: number) {
    this.#prefix = prefix;
    this.#limit = limit;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: RegistryOracle, { registry }: Subject): Promise<void> {
    const meeting = await registry.claimsOverlapping(Prefix.parse(this.#prefix), this.#limit);
    expect([...meeting] as StoredRecord[]).toEqual(oracle.claimsMeeting(this.#prefix).slice(0, this.#limit));
    const claims = oracle.list('claim').filter((record) => record.kind === 'claim');
    for (const node of new Set(claims.map(({ value }) => value.node))) {
      const own = claims.filter(({ value }) => value.node === node);
      expect([...(await registry.claimsOf(node, { limit: 100 }))]).toEqual(own);
    }
  }

  toString(): string {
    return `claims(overlapping ${this.#prefix}, at most ${this.#limit})`;
  }
}

/** Everything: each record by snapshot and by id, the digest, and who holds each unique key. */
export class SnapshotCommand implements RegistryCommand {
  check(): boolean {
    return true;
  }

  async run(oracle: RegistryOracle, { registry }: Subject): Promise<void> {
    const { position, records } = await readAll(registry);
    expect(records).toEqual(RECORD_KINDS.flatMap((kind) => oracle.list(kind)));
    expect(position).toEqual(await registry.position());
    expect(position.digest).toBe(
      xorDigest(
        EMPTY_DIGEST,
        records.map((record) => recordHash(record)),
      ),
    );
    for (const record of records) expect(await registry.get(record.kind, record.id)).toEqual(record as never);
    for (const [key, holder] of oracle.holders()) expect(await registry.holderOf(key)).toEqual(holder);
  }

  toString(): string {
    return 'snapshot()';
  }
}

/** All revisions since a place in history, by following and by history. */
export class FollowCommand implements RegistryCommand {
  readonly #back: number;

  constructor(back: number) {
    this.#back = back;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: RegistryOracle, { registry, positions }: Subject): Promise<void> {
    const newest = oracle.revisions.length;
    const from = Math.max(0, newest - this.#back);
    const place = positions[from];
    if (place === undefined) throw new Error(`no position of revision ${from} was answered`);
    const steps = await follow(registry, place, newest - from);
    const revisions = steps.map((step) => (step.kind === 'revision' ? step.revision : undefined));
    expect(revisions.map((revision) => revision?.writes)).toEqual(
      oracle.revisions.slice(from).map(({ writes }) => writes),
    );
    expect(revisions.map((revision) => revision?.position)).toEqual(positions.slice(from + 1, newest + 1));
    if (newest > from)
      expect([...(await registry.history({ limit: newest - from }))].toReversed()).toEqual(revisions as never);
  }

  toString(): string {
    return `follow(from ${this.#back} back)`;
  }
}
