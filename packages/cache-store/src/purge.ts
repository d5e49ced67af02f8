/** What to forget. */
export type Purge =
  | { readonly by: 'key'; readonly key: string }
  | { readonly by: 'target'; readonly origin: string; readonly target: string }
  /** Targets that begin so. */
  | { readonly by: 'prefix'; readonly origin: string; readonly prefix: string }
  | { readonly by: 'origin'; readonly origin: string };

/** Whether a purge means the object. */
export function isMeant(
  object: { readonly key: string; readonly origin: string; readonly target: string },
  purge: Purge,
): boolean {
  if (purge.by === 'key') return object.key === purge.key;
  if (object.origin !== purge.origin) return false;
  if (purge.by === 'prefix') return object.target.startsWith(purge.prefix);
  return purge.by === 'origin' || object.target === purge.target;
}
