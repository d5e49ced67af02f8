import type { Socket } from 'node:net';
import { askContent, type ContentAnswer, type ContentHead } from './content-client.ts';
import { contentLength, firstWrongByte } from './oracle-content.ts';
import { VERSION_HEADER, type OracleOrigin } from './oracle-origin.ts';

export interface ByteRange {
  readonly first: number;
  /** Inclusive; null to the end. */
  readonly last: number | null;
}

export interface JudgedRequest {
  readonly port: number;
  readonly origin: OracleOrigin;
  readonly name: string;
  /** Null: the whole object. */
  readonly range: ByteRange | null;
  readonly onSocket?: (socket: Socket) => void;
  readonly timeoutMs?: number;
}

export interface JudgedAnswer extends ContentAnswer {
  /** Why it is wrong; null when every byte of it is right, cut short or not. */
  readonly wrong: string | null;
  /** The version that its head says; 0 for answers that are no content. */
  readonly version: number;
  /** The last member of Cache-Status says that the node had it. */
  readonly isHit: boolean;
}

/** Asks for an object or a part of it, and holds every byte of the answer against what it must be. */
export async function askJudged(request: JudgedRequest): Promise<JudgedAnswer> {
  const { port, origin, name, range, onSocket, timeoutMs } = request;
  let wrong: string | null = null;
  let version = 0;
  const answer = await askContent({
    port,
    target: name,
    origin: origin.host,
    ...(range !== null && { headers: { Range: `bytes=${range.first}-${range.last ?? ''}` } }),
    ...(onSocket !== undefined && { onSocket }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    onHead: (head) => {
      if (head.status !== 200 && head.status !== 206) return () => undefined;
      version = Number(head.headers.get(VERSION_HEADER.toLowerCase()) ?? Number.NaN);
      wrong = judgeHead(head, version, request);
      let at = head.status === 206 ? (contentRange(head)?.first ?? 0) : 0;
      return (bytes) => {
        wrong ??= judgeBytes(name, version, at, bytes);
        at += bytes.length;
      };
    },
  });
  const isHit = /; hit\b/.test(answer.headers.get('cache-status')?.split(', ').at(-1) ?? '');
  return { ...answer, wrong: wrong === null ? null : `${describe(request)}: ${String(wrong)}`, version, isHit };
}

/** An answer of all that there is, and all of it right. */
export function isWhole({ ending, status, wrong }: JudgedAnswer): boolean {
  return ending === 'complete' && status === 200 && wrong === null;
}

function judgeHead(head: ContentHead, version: number, { name, range, origin }: JudgedRequest): string | null {
  if (!Number.isInteger(version) || version < 1 || version > origin.versionOf(name)) {
    return `version ${version} was never served`;
  }
  const said = Number(head.headers.get('content-length'));
  if (head.status === 200) {
    return origin.saidLength(name, version, said) ? null : `version ${version} is not of ${said} bytes`;
  }
  const part = contentRange(head);
  if (range === null || part === null) return `206 without a range: ${head.headers.get('content-range')}`;
  const last = Math.min(part.total - 1, range.last ?? part.total - 1);
  const isAsAsked = part.first === range.first && part.last === last && said === last - range.first + 1;
  if (isAsAsked && origin.saidLength(name, version, part.total)) return null;
  return `not as asked: ${head.headers.get('content-range')}, ${said} bytes`;
}

function judgeBytes(name: string, version: number, at: number, bytes: Uint8Array): string | null {
  const length = contentLength(name, version);
  if (at + bytes.length > length) return `${at + bytes.length} bytes of version ${version}, which has ${length}`;
  const wrongAt = firstWrongByte(name, version, at, bytes);
  return wrongAt === -1 ? null : `byte ${wrongAt} of version ${version} is wrong (in ${bytes.length} from ${at})`;
}

function contentRange({ headers }: ContentHead) {
  const match = /^bytes ([0-9]+)-([0-9]+)\/([0-9]+)$/.exec(headers.get('content-range') ?? '');
  return match === null ? null : { first: Number(match[1]), last: Number(match[2]), total: Number(match[3]) };
}

function describe({ name, range }: JudgedRequest): string {
  return range === null ? name : `${name} ${range.first}-${range.last ?? ''}`;
}
