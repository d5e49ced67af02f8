import type { z } from 'zod';
import { controlUrl } from './control-url.ts';
import { NodeLinkError } from './node-link-error.ts';

const PATIENCE_MS = 5_000;
/** An allow-list of tens of thousands of origins. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface ControlQuestion<Answer> {
  readonly path: string;
  readonly body?: object;
  readonly credential?: string;
  readonly answer: z.ZodType<Answer>;
}

/** Asks control. Every failure is a NodeLinkError: `refused` with control's own words, or `unreachable`. */
export class ControlClient {
  readonly #url: string;

  /** Throws NodeLinkError for a URL that keys must not go to. */
  constructor(url: string) {
    this.#url = controlUrl(url);
  }

  async ask<Answer>(
    { path, body, credential, answer }: ControlQuestion<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const { status, text } = await this.#post(
      path,
      body,
      credential,
      signal ? AbortSignal.any([signal, patience]) : patience,
    );
    const value = parsed(text);
    if (status === 200) {
      const read = answer.safeParse(value);
      if (read.success) return read.data;
      throw new NodeLinkError(
        'unreachable',
        `Cannot use the answer of ${this.#url}${path}: it is none of this version`,
      );
    }
    const detail = (value as { readonly detail?: unknown } | undefined)?.detail;
    const words = typeof detail === 'string' ? detail : `${this.#url}${path} answers with status ${status}`;
    // Over its limits, or without its store: it says nothing about this node.
    const isNo = status >= 400 && status < 500 && status !== 429;
    throw new NodeLinkError(isNo ? 'refused' : 'unreachable', words, { status });
  }

  async #post(path: string, body: object | undefined, credential: string | undefined, signal: AbortSignal) {
    try {
      const response = await fetch(`${this.#url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        signal,
        headers: {
          Accept: 'application/json',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(credential !== undefined && { Authorization: `Bearer ${credential}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await textOf(response) };
    } catch (error) {
      if (error instanceof NodeLinkError) throw error;
      throw new NodeLinkError('unreachable', `Cannot reach control at ${this.#url}`, { cause: error });
    }
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES)
      throw new NodeLinkError('unreachable', 'Cannot use the answer of control: it is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
