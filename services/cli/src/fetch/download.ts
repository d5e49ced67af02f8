import type { Sink } from './sink.ts';
import type { Source } from './source.ts';

/** For a connection and the head of an answer: a node that lacks an object says 502 or 504 within 5 s. */
const HEAD_WITHIN_MS = 6_000;
/** Between two pieces of a body. */
const STALL_MS = 12_000;

/** How one source fared. `failed`: it gave no answer, or broke off; `refused`: it answered that it has not got it. */
export type Download =
  | { readonly kind: 'done'; readonly cacheStatus: string | undefined }
  | { readonly kind: 'refused' | 'failed'; readonly why: string };

/** Takes the whole object from one source into the sink. A cache's redirect is no answer: it leads to where devices go by themselves. */
export async function download(source: Source, sink: Sink, interrupted: AbortSignal): Promise<Download> {
  const ending = new AbortController();
  let timer = setTimeout(() => ending.abort(), HEAD_WITHIN_MS);
  try {
    const response = await fetch(source.url, {
      headers: { 'Accept-Encoding': 'identity' },
      redirect: source.kind === 'origin' ? 'follow' : 'manual',
      signal: AbortSignal.any([ending.signal, interrupted]),
    });
    if (response.status !== 200) return { kind: 'refused', why: await refusalOf(response) };
    await sink.restart();
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => ending.abort(), STALL_MS);
      await sink.write(chunk);
    }
    const length = response.headers.get('Content-Length');
    if (length !== null && Number(length) !== sink.bytes && !response.headers.has('Content-Encoding'))
      return { kind: 'failed', why: `it broke off after ${sink.bytes} of ${length} bytes` };
    return { kind: 'done', cacheStatus: response.headers.get('Cache-Status') ?? undefined };
  } catch (error) {
    if (interrupted.aborted) return { kind: 'failed', why: 'interrupted' };
    return { kind: 'failed', why: ending.signal.aborted ? 'no answer in time' : whyOf(error) };
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
}

const LONGEST_DETAIL = 200;

/** The status, with what a problem+json (RFC 9457) says of it. */
async function refusalOf(response: Response): Promise<string> {
  const status = `status ${response.status}`;
  if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) return status;
  const { title, detail } = (await response.json().catch(() => ({}))) as { title?: unknown; detail?: unknown };
  const words = [title, detail].filter((word) => typeof word === 'string');
  return [status, ...words].join(': ').replaceAll(/\p{C}/gu, ' ').slice(0, LONGEST_DETAIL);
}

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return code === 'ConnectionRefused' || code === 'ECONNREFUSED' ? 'connection refused' : error.message;
}
