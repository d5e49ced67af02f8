import type { Version } from './version.ts';

/** What becomes of an answer of the origin, decided on the main thread when its head is known and before its body is read. */
export type Decision =
  /**
   * Keep it. When the key's object is of the same version (`isSameVersion`), its missing slices come from this body and its
   * metadata is replaced; else this is a new version, and the old one goes.
   */
  | { readonly kind: 'store'; readonly version: Version; readonly metadata: string }
  /** As after a 304: what is stored is good, with this metadata. The body is not read. */
  | { readonly kind: 'refresh'; readonly metadata: string }
  /** Give it to the client that asked, and keep nothing. Others who waited for it are told `unshared`. */
  | { readonly kind: 'pass' }
  /** Give the body to nobody. What is stored stays as it is. */
  | { readonly kind: 'drop' };

/** Decides by what the source says; called on the main thread, once a head (a fetch that is tried again has two). */
export type Decide = (head: SourceHead) => Decision | Promise<Decision>;

/** What a source said before its body. */
export interface SourceHead {
  /** The source's own: any structured-clonable value. */
  readonly head: unknown;
  /** Where in the object the body begins. */
  readonly start: number;
  /** Where in the object the body will end; null when that is unknown. */
  readonly end: number | null;
  /** The whole object's; null when unknown. */
  readonly lengthBytes: number | null;
  /** The instant of the request that this answers (milliseconds since the epoch). */
  readonly askedAtMs: number;
  readonly receivedAtMs: number;
}
