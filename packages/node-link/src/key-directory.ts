import { NodeKeyPair, nodeOfCredential } from '@nearhop/auth';
import { heartbeatAnswerSchema, type HeartbeatAnswer } from '@nearhop/contracts';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFile, replaceFile } from './durable-file.ts';
import { NodeLinkError } from './node-link-error.ts';

const KEY_FILE = 'node-key.pem';
const CREDENTIAL_FILE = 'credential';
const ANSWER_FILE = 'last-answer.json';

/** The last answer with its whole allow-list: all that a node needs to start without control. */
export type KeptAnswer = HeartbeatAnswer & { readonly origins: NonNullable<HeartbeatAnswer['origins']> };

/** What a node keeps of its link: its private key, its credential and control's last answer, for its owner's eyes alone. */
export class KeyDirectory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** The key pair of this installation, made when there is none. Throws NodeLinkError for a file that cannot be used. */
  async keyPairOrNew(): Promise<NodeKeyPair> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    const pair = NodeKeyPair.generate();
    const isNew = await createFile(join(this.#path, KEY_FILE), pair.toPem());
    return isNew ? pair : this.keyPair();
  }

  async keyPair(): Promise<NodeKeyPair> {
    const pem = await this.#readSecret(KEY_FILE);
    try {
      return NodeKeyPair.fromPem(pem);
    } catch (error) {
      throw new NodeLinkError('key-file', `${(error as Error).message}: ${join(this.#path, KEY_FILE)}`);
    }
  }

  /** The credential, and the node that it is of. */
  async credential(): Promise<{ readonly credential: string; readonly node: string }> {
    const credential = (await this.#readSecret(CREDENTIAL_FILE)).trim();
    const node = nodeOfCredential(credential);
    if (node !== undefined) return { credential, node };
    throw new NodeLinkError('key-file', `Cannot read credential: ${join(this.#path, CREDENTIAL_FILE)} holds none`);
  }

  saveCredential(credential: string): Promise<void> {
    return replaceFile(join(this.#path, CREDENTIAL_FILE), `${credential}\n`);
  }

  /** Undefined when there is none that can be used. */
  async lastAnswer(): Promise<KeptAnswer | undefined> {
    try {
      const text = await readFile(join(this.#path, ANSWER_FILE), 'utf8');
      const { origins, ...answer } = heartbeatAnswerSchema.parse(JSON.parse(text));
      return origins === undefined ? undefined : { ...answer, origins };
    } catch {
      return undefined;
    }
  }

  saveAnswer(answer: KeptAnswer): Promise<void> {
    return replaceFile(join(this.#path, ANSWER_FILE), `${JSON.stringify(answer)}\n`);
  }

  async #readSecret(name: string): Promise<string> {
    const path = join(this.#path, name);
    try {
      const { mode } = await stat(path);
      if ((mode & 0o077) !== 0) {
        throw new NodeLinkError('key-file', `Cannot use ${path}: others may read or change it: chmod 600 ${path}`);
      }
      return await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new NodeLinkError(
        'not-enrolled',
        `Cannot find ${path}: this node has no keys yet: nearhop node activate gets them`,
      );
    }
  }
}
