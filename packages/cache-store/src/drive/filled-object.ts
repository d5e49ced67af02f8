import type { Verdict } from '../wire/to-drive.ts';
import { comesWhole } from '../version.ts';
import type { Drive } from './drive.ts';

export type StoreVerdict = Extract<Verdict, { readonly kind: 'store' }>;

const MOST_UNKNOWN_BYTES = 2 ** 30;
/** Of the drive. */
const MOST_UNKNOWN_SHARE = 8;

/** An object of a drive to which a fill brings bytes: its row, from the first to when the fill ends. */
export class FilledObject {
  readonly drive: Drive;
  readonly verdict: StoreVerdict;

  /** The row is there when this returns. */
  constructor(drive: Drive, verdict: StoreVerdict) {
    this.drive = drive;
    this.verdict = verdict;
    if (verdict.row === 'new') drive.objects.add(verdict.object, verdict.replaces);
    drive.objects.beginFilling(verdict.object.id);
  }

  get lengthBytes(): number | null {
    return this.verdict.object.version.lengthBytes;
  }

  /** One fetch must bring all of it. */
  get mustBeWhole(): boolean {
    return this.verdict.row === 'new' && comesWhole(this.verdict.object.version);
  }

  /** Whether another fetch can go on where one broke off. */
  get canBeResumed(): boolean {
    return !comesWhole(this.verdict.object.version);
  }

  /** Where the fill ends. */
  get end(): number {
    return this.mustBeWhole ? Number.POSITIVE_INFINITY : (this.verdict.end ?? Number.POSITIVE_INFINITY);
  }

  /** How far a body may go on: one without a known end might do so for ever. */
  get mostBytes(): number {
    if (this.lengthBytes !== null) return Number.POSITIVE_INFINITY;
    return Math.min(MOST_UNKNOWN_BYTES, this.drive.sizeBytes / MOST_UNKNOWN_SHARE);
  }

  /** `lengthBytes` when all of it, so long, is stored: else null. */
  leave(lengthBytes: number | null): void {
    const { objects } = this.drive;
    const { object, row } = this.verdict;
    if (row === 'new' && objects.has(object.id)) {
      const isWhole = this.mustBeWhole;
      if (lengthBytes !== null && (isWhole || lengthBytes === 0)) objects.complete(object, lengthBytes);
      else if (isWhole) objects.forget(object.id);
    }
    objects.endFilling(object.id);
  }
}
