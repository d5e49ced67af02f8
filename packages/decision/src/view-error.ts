/** `overlap`: two customers would hold the same address space; `record`: a record or byte that cannot be right. */
export type ViewFault = 'overlap' | 'record';

/**
 * Records that contradict each other, or bytes that are no routing table; the table is as it was before. The replica
 * cannot know this class, so it goes by the code.
 */
export class ViewError extends Error {
  readonly code: 'ERR_VIEW' | 'ERR_VIEW_OVERLAP';
  override readonly name = 'ViewError';
  override readonly cause: ViewFault;

  constructor(message: string, cause: ViewFault) {
    super(message);
    this.code = cause === 'overlap' ? 'ERR_VIEW_OVERLAP' : 'ERR_VIEW';
    this.cause = cause;
  }
}
