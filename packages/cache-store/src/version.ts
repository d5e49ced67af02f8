/** What tells one version of an object from another: bytes of two versions are never spliced. */
export interface Version {
  /** Strong: entity tag or alike. Null when there is none; then the object is kept only as a whole, from one fetch. */
  readonly validator: string | null;
  /** Null while it is unknown: fixed when the fetch that brings the object ends. */
  readonly lengthBytes: number | null;
  /**
   * `by-range`: missing parts are fetched by range, and what a fetch that failed has brought is kept.
   * `whole`: the origin has no ranges; an object of which a fetch brought only a part is forgotten.
   */
  readonly completion: 'by-range' | 'whole';
}

/** Whether bytes of the one may stand beside bytes of the other. */
export function isSameVersion(a: Version, b: Version): boolean {
  return (
    a.validator !== null && a.validator === b.validator && a.lengthBytes !== null && a.lengthBytes === b.lengthBytes
  );
}

/** Whether one fetch must bring all of it: what is missing of it could not be told apart, or could not be asked for. */
export function comesWhole({ validator, lengthBytes, completion }: Version): boolean {
  return completion === 'whole' || validator === null || lengthBytes === null;
}
