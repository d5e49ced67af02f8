import { randomSecret, type NodeKeyPair } from '@nearhop/auth';
import {
  credentialIssuedSchema,
  heartbeatAnswerSchema,
  type HeartbeatAnswer,
  type NodeReport,
} from '@nearhop/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ControlClient } from './control-client.ts';
import { KeyDirectory, type KeptAnswer } from './key-directory.ts';
import { NodeLinkError } from './node-link-error.ts';
import { answerProof, type ProofReply } from './proof-responder.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface NodeLinkOptions {
  readonly controlUrl: string;
  readonly directory: string;
  /** Of the node's software. */
  readonly version: string;
}

export interface NodeLinkDependencies {
  /** What the next heartbeat says of the node. */
  readonly report: () => NodeReport;
  /** Told of the first answer, and of every one that says something else than the one before; with this installation's public key, which `provenBy` may name. */
  readonly changed: (answer: KeptAnswer, publicKey: string) => void;
  /** Told of every answer that can be used, after `changed`. */
  readonly heard?: () => void;
  /** Told when a heartbeat fails, and of files that cannot be written; the link goes on by itself. */
  readonly troubled: (error: unknown) => void;
}

interface NodeLinkState {
  readonly keys: KeyDirectory;
  readonly keyPair: NodeKeyPair;
  readonly credential: string;
  readonly node: string;
  readonly answer: KeptAnswer | undefined;
}

/**
 * A node's link to control: heartbeats at the pace that control sets, and control's last word, also when control is gone. With control
 * away nothing changes: the last answer holds, from disk after a restart.
 */
export class NodeLink {
  readonly node: string;
  readonly #client: ControlClient;
  readonly #options: NodeLinkOptions;
  readonly #dependencies: NodeLinkDependencies;
  readonly #keys: KeyDirectory;
  readonly #keyPair: NodeKeyPair;
  readonly #instance = randomSecret();
  readonly #ending = new AbortController();
  #credential: string;
  #answer: KeptAnswer | undefined;
  /** In this process: the one before may be from disk. */
  #hasAnswer = false;
  #sequence = 0;
  #running: Promise<void> = Promise.resolve();
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: NodeLinkOptions, dependencies: NodeLinkDependencies, state: NodeLinkState) {
    this.#client = new ControlClient(options.controlUrl);
    this.#options = options;
    this.#dependencies = dependencies;
    this.#keys = state.keys;
    this.#keyPair = state.keyPair;
    this.#credential = state.credential;
    this.node = state.node;
    this.#answer = state.answer;
  }

  /** Reads the keys that `activate` left. Throws NodeLinkError, `not-enrolled` when there are none. Sends nothing before `start`. */
  static async open(options: NodeLinkOptions, dependencies: NodeLinkDependencies): Promise<NodeLink> {
    const keys = new KeyDirectory(options.directory);
    const keyPair = await keys.keyPair();
    const { credential, node } = await keys.credential();
    return new NodeLink(options, dependencies, { keys, keyPair, credential, node, answer: await keys.lastAnswer() });
  }

  /** Of this installation's key pair. */
  get publicKey(): string {
    return this.#keyPair.publicKey;
  }

  /** Control's last word; undefined before the first there ever was. */
  get lastAnswer(): KeptAnswer | undefined {
    return this.#answer;
  }

  /** The reply to control's question for a proof; undefined for any other target (path and query). */
  answerProof(target: string): ProofReply | undefined {
    return answerProof({ node: this.node, keyPair: this.#keyPair }, target);
  }

  start(): void {
    this.#running = this.#run(this.#ending.signal);
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    await this.#saving;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let waitMs: number;
      try {
        waitMs = (await this.#beat(signal)).nextIntervalMs;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.#dependencies.troubled(error);
        waitMs = backoffMs(failures++);
      }
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #beat(signal: AbortSignal): Promise<HeartbeatAnswer> {
    const held = this.#answer?.originsVersion;
    const body = {
      node: this.node,
      instance: this.#instance,
      sequence: ++this.#sequence,
      version: this.#options.version,
      ...(held !== undefined && { originsVersion: held }),
      report: this.#dependencies.report(),
    };
    const question = { path: '/v1/heartbeats', body, credential: this.#credential, answer: heartbeatAnswerSchema };
    const answer = await this.#client.ask(question, signal).catch((error: unknown) => this.#refreshed(error));
    this.#take(answer);
    if (answer.renewCredential) await this.#renew(signal).catch((error: unknown) => this.#dependencies.troubled(error));
    return answer;
  }

  /** A credential that is refused may have been replaced on disk, by another `activate`. */
  async #refreshed(error: unknown): Promise<never> {
    if (error instanceof NodeLinkError && error.status === 401) {
      const { credential, node } = await this.#keys.credential();
      if (node === this.node) this.#credential = credential;
    }
    throw error;
  }

  #take(answer: HeartbeatAnswer): void {
    const before = this.#answer;
    const isFirst = !this.#hasAnswer;
    const origins = answer.origins ?? (before?.originsVersion === answer.originsVersion ? before.origins : undefined);
    if (origins === undefined)
      throw new NodeLinkError('unreachable', 'Cannot use the answer of control: it lacks the origins of its version');
    const kept: KeptAnswer = { ...answer, origins };
    this.#answer = kept;
    this.#hasAnswer = true;
    const isOther = before === undefined || !isDeepStrictEqual(lasting(before), lasting(kept));
    if (isOther) this.#save(() => this.#keys.saveAnswer(kept));
    if (isOther || isFirst) this.#dependencies.changed(kept, this.publicKey);
    this.#dependencies.heard?.();
  }

  /** The new one is on disk before it is used, and the old one is taken for a while: a crash anywhere leaves one that works. */
  async #renew(signal: AbortSignal): Promise<void> {
    const question = { path: '/v1/credentials', credential: this.#credential, answer: credentialIssuedSchema };
    const { credential } = await this.#client.ask(question, signal);
    await this.#keys.saveCredential(credential);
    this.#credential = credential;
  }

  #save(write: () => Promise<void>): void {
    this.#saving = this.#saving.then(write).catch((error: unknown) => this.#dependencies.troubled(error));
  }
}

/** An answer without what is different in every other one. */
function lasting({ nextIntervalMs: _pace, renewCredential: _renew, ...answer }: KeptAnswer) {
  return answer;
}

/** 1 s, doubled up to 30 s, less up to a half: so that nodes that lost control together do not come back together. */
function backoffMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (1 - Math.random() / 2);
}
