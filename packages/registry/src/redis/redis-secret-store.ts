import { RegistryUnavailableError } from '../errors.ts';
import { pause } from '../pause.ts';
import { checkSecretWrites, type CheckedSecretWrite } from '../secrets/checked-secret-writes.ts';
import { readSecret } from '../secrets/read-secret.ts';
import type { SecretKind, SecretOutcome, SecretStore, SecretWrite, StoredSecret } from '../secret-store.ts';
import { checkLimit } from '../sqlite/list-limit.ts';
import type { DurableWriter, Written } from './durable-writer.ts';
import { SECRET_IDS, SECRET_VALUES, SECRET_VERSION, secretWriteKeys } from './keys.ts';
import type { Link } from './link.ts';
import { garbage } from './redis-failure.ts';
import type { RedisStore } from './redis-store.ts';
import { SCRIPTS } from './scripts.ts';

export interface RedisSecretStoreDependencies {
  readonly store: RedisStore;
  readonly writer: DurableWriter;
  /** Of the registry that the secrets belong to. */
  readonly lineage: () => string;
}

const LINE = /^([1-9]\d{0,15}) (.+)$/s;
const MOST_PER_PAGE = 1_000;
/** How long a write may be kept from happening by a change of masters before its caller is told. */
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 10;

/** Secrets under keys that no follower may read. They are written over the link of the commits, and acknowledged as those are. */
export class RedisSecretStore implements SecretStore {
  readonly #store: RedisStore;
  readonly #writer: DurableWriter;
  readonly #lineage: () => string;

  constructor({ store, writer, lineage }: RedisSecretStoreDependencies) {
    this.#store = store;
    this.#writer = writer;
    this.#lineage = lineage;
  }

  get(kind: SecretKind, id: string): Promise<StoredSecret | undefined> {
    return this.#store.read(async (link) => {
      const line = await link.call('HGET', SECRET_VALUES, member(kind, id));
      return typeof line === 'string' ? readLine(kind, id, line) : undefined;
    });
  }

  list(kind: SecretKind, options: { after?: string; limit: number }): Promise<readonly StoredSecret[]> {
    return this.#store.read((link) => listSecrets(link, kind, options));
  }

  async write(writes: readonly SecretWrite[]): Promise<SecretOutcome> {
    const checked = checkSecretWrites(writes);
    try {
      return await this.#writer.write(() => this.#write(checked));
    } catch (error) {
      throw this.#store.explain(error);
    }
  }

  version(): Promise<number> {
    return this.#store.read(async (link) => {
      const version = await link.call('HGET', SECRET_VERSION, 'version');
      if (version === null) return 0;
      if (typeof version !== 'string' || !/^[1-9]\d{0,15}$/.test(version)) throw garbage('the version of the secrets');
      return Number(version);
    });
  }

  async #write(writes: readonly CheckedSecretWrite[]): Promise<Written<SecretOutcome>> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < PATIENCE_MS) {
      const link = await this.#writer.link();
      const { acks } = this.#writer;
      const args = writes.flatMap(({ kind, id, text, expected }) => [member(kind, id), text ?? '', expected ?? '']);
      const answer = await this.#writer.send(link, SCRIPTS.writeSecrets, secretWriteKeys(), [
        this.#lineage(),
        acks.count,
        ...args,
      ]);
      if (answer === undefined) {
        await pause(1 + Math.random() * LONGEST_PAUSE_MS);
        continue;
      }
      const [kind, detail] = answer as [string, (string | number)?];
      if (kind === 'written') {
        acks.note(Number(detail));
        return { value: { kind }, over: link };
      }
      if (kind === 'stale') return { value: { kind, id: writes[Number(detail) - 1]?.id ?? '' } };
      if (kind === 'alone') {
        this.#writer.dropLink(); // the next one asks anew how many there are
        throw new RegistryUnavailableError(acks.complaint(Number(detail)));
      }
      throw refusal(kind, detail);
    }
    throw new RegistryUnavailableError(
      `Cannot write secrets: store "${this.#writer.store}" has had no master for ${PATIENCE_MS / 1_000} s`,
    );
  }
}

async function listSecrets(
  link: Link,
  kind: SecretKind,
  { after, limit }: { after?: string; limit: number },
): Promise<StoredSecret[]> {
  checkLimit(limit);
  const lead = `${kind}/`;
  const found: StoredSecret[] = [];
  for (let from = after === undefined ? `[${lead}` : `(${lead}${after}`; found.length < limit;) {
    const count = Math.min(limit - found.length, MOST_PER_PAGE);
    // "0" follows "/": what any id may begin with lies between.
    const members = (await link.call('ZRANGEBYLEX', SECRET_IDS, from, `(${kind}0`, 'LIMIT', 0, count)) as string[];
    const lines = await link.hashFields(SECRET_VALUES, members);
    for (const [index, each] of members.entries()) {
      const line = lines[index];
      if (typeof line === 'string') found.push(readLine(kind, each.slice(lead.length), line));
    }
    if (members.length < count) break;
    from = `(${members.at(-1)}`;
  }
  return found;
}

function member(kind: SecretKind, id: string): string {
  return `${kind}/${id}`;
}

function readLine(kind: SecretKind, id: string, line: string): StoredSecret {
  const [, revision, text = ''] = LINE.exec(line) ?? [];
  if (revision === undefined) throw garbage(`${kind} "${id}"`);
  return readSecret(kind, id, Number(revision), text);
}

function refusal(kind: string, detail: string | number = ''): RegistryUnavailableError {
  if (kind === 'foreign') {
    return new RegistryUnavailableError(
      `Cannot write secrets: another registry is in this Redis now, of lineage "${detail}"`,
    );
  }
  if (kind === 'broken') return garbage(`key "${detail}"`);
  return new RegistryUnavailableError('Cannot write secrets: the registry is gone from this Redis: restore it');
}
