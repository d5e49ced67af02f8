/** Bytes under a path, with a validator that changes when they do. */
export interface StaticObject {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** A strong entity tag (RFC 9110 section 8.8.3). */
  readonly etag: string;
}

export function staticObject(path: string, type: string, bytes: Uint8Array): StaticObject {
  return { path, type, bytes, etag: `"${Bun.hash.xxHash64(bytes).toString(16)}"` };
}

export function objectsByPath(objects: readonly StaticObject[]): ReadonlyMap<string, StaticObject> {
  return new Map(objects.map((object) => [object.path, object]));
}
