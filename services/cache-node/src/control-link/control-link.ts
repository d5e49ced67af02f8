import type { NodeReport } from '@nearhop/contracts';
import type { Answer, Http1Request } from '@nearhop/http1';
import { NodeLink } from '@nearhop/node-link';
import { VERSION } from '@nearhop/service-kit';
import { ControlWords, type ControlWordsDependencies, type ControlWordsOptions } from './control-words.ts';
import { linkRefusal } from './link-refusal.ts';
import { proofAnswer } from './proof-answer.ts';

export interface ControlLinkOptions extends ControlWordsOptions {
  readonly controlUrl: string;
  /** Where `nearhop node activate` left the node's keys, and where control's last word is kept. */
  readonly directory: string;
}

/** How long a start waits for control: what is on disk may be out of date, and control may be gone. */
const FIRST_WORD_WITHIN_MS = 1_000;

/** Does what control says, and tells it how the node is. With control gone its last word holds, from disk after a restart. */
export class ControlLink {
  readonly #link: NodeLink;
  readonly #words: ControlWords;

  private constructor(link: NodeLink, words: ControlWords) {
    this.#link = link;
    this.#words = words;
  }

  /** Reads the keys. Throws ConfigError when the node was never activated, or its keys cannot be used. */
  static async open(options: ControlLinkOptions, dependencies: ControlWordsDependencies): Promise<ControlLink> {
    const { controlUrl, directory } = options;
    const words = new ControlWords(options, dependencies);
    try {
      return new ControlLink(await NodeLink.open({ controlUrl, directory, version: VERSION }, words), words);
    } catch (error) {
      throw linkRefusal(error, options);
    }
  }

  /** What keeps the node from control's word now. */
  get problem(): string | undefined {
    return this.#words.problem;
  }

  /** The answer to control's question for a proof; undefined for all else. */
  answer(request: Http1Request<string>): Answer | undefined {
    return proofAnswer(this.#link, request);
  }

  /** Begins to send heartbeats; resolves when the node does what control says, or what it said last when it says nothing now. */
  async start(report: () => NodeReport): Promise<void> {
    this.#words.report = report;
    this.#link.start();
    const { promise, resolve } = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => resolve('late'), FIRST_WORD_WITHIN_MS);
    const first = await Promise.race([this.#words.first, promise]);
    clearTimeout(timer);
    const { lastAnswer, publicKey } = this.#link;
    if (first !== 'told' && lastAnswer !== undefined) this.#words.changed(lastAnswer, publicKey);
  }

  stop(): Promise<void> {
    return this.#link.stop();
  }
}
