import type { AnswerFraming } from './answer-framing.ts';

/** Where an origin is reached. */
export interface OriginPlace {
  readonly scheme: 'http' | 'https';
  /** In lower case; an IPv6 literal without brackets. */
  readonly host: string;
  readonly port: number;
}

/** One question to an origin: plain data, which goes to a drive's Worker. Everything goes out exactly as it stands here. */
export interface OriginRequest {
  readonly place: OriginPlace;
  readonly method: string;
  readonly target: string;
  /** Names and values in turn, Host among them. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | null;
}

export interface OriginAnswer extends AnswerFraming {
  readonly status: number;
  /** Names and values in turn; those that concern one connection only are among them. */
  readonly headers: readonly string[];
  /** Throws OriginError when it breaks off. To leave it early ends the exchange. */
  readonly body: AsyncIterable<Uint8Array>;
}

export function placeKey({ scheme, host, port }: OriginPlace): string {
  return `${scheme}://${host}:${port}`;
}

/** The value of the first header of that name, which must be in lower case. */
export function valueOf(headers: readonly string[], name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at]?.toLowerCase() === name) return headers[at + 1];
  }
  return undefined;
}
