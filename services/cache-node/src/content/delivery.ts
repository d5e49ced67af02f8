import type { Reading } from '@nearhop/cache-store';
import { wholeFilePart, type BodyPart, type FileBody, type Pace, type TransferResult } from '@nearhop/http1';
import type { Provenance, Visit } from './visit.ts';

/** What one answer came to, told when it is over. */
export interface Delivered {
  readonly visit: Visit;
  readonly provenance: Provenance;
  readonly httpStatus: number;
  readonly ending: TransferResult['ending'];
  readonly sentBytes: number;
  /** Of these, those that no origin was asked for on behalf of this client. */
  readonly hitBytes: number;
}

export interface BodyOptions {
  readonly visit: Visit;
  readonly provenance: Provenance;
  readonly httpStatus: number;
  readonly parts: readonly BodyPart[];
  readonly readings: readonly Reading[];
  /** Whether missing slices were fetched for this client; null where there are none. */
  readonly refill: { readonly isUsed: boolean } | null;
}

export interface DeliveryDependencies {
  readonly paces: () => readonly Pace[];
  readonly sent: (bytes: number) => void;
  readonly delivered: (delivered: Delivered) => void;
}

/** Makes bodies that account for themselves. */
export class Deliveries {
  readonly #deps: DeliveryDependencies;

  constructor(dependencies: DeliveryDependencies) {
    this.#deps = dependencies;
  }

  /** A body of what readings and further parts hold; the readings are closed when it is over. */
  body({ visit, provenance, httpStatus, parts, readings, refill }: BodyOptions): FileBody {
    return {
      parts,
      paces: this.#deps.paces(),
      sent: this.#deps.sent,
      finished: ({ ending, sentBytes }) => {
        for (const reading of readings) reading.close();
        const hitBytes = Math.round(sentBytes * hitShareOf(provenance, readings, refill));
        this.#deps.delivered({ visit, provenance, httpStatus, ending, sentBytes, hitBytes });
      },
    };
  }

  /** A body of which only the length is told, to HEAD. */
  lengthOnly(visit: Visit, provenance: Provenance, httpStatus: number, lengthBytes: number): FileBody {
    const parts = [wholeFilePart(-1, 0, lengthBytes)];
    return this.body({ visit, provenance, httpStatus, parts, readings: [], refill: null });
  }

  /** An answer without a body, or with one of our own. */
  bodiless(visit: Visit, provenance: Provenance, httpStatus: number): void {
    this.#deps.delivered({ visit, provenance, httpStatus, ending: 'complete', sentBytes: 0, hitBytes: 0 });
  }
}

const NOT_MODIFIED = 304;

/** Of the bytes of an answer, the share that no origin was asked for on this client's behalf. */
function hitShareOf(
  { fetch, status }: Provenance,
  readings: readonly Reading[],
  refill: BodyOptions['refill'],
): number {
  const isFetched = fetch === 'own' && status.outcome === 'forward' && status.forwardStatus !== NOT_MODIFIED;
  // Some of it may have come, and been stored, since it was asked for.
  if (isFetched) return 0;
  if (refill?.isUsed !== true) return 1;
  const storedBytes = readings.reduce((sum, reading) => sum + reading.storedBytes, 0);
  const missingBytes = readings.reduce((sum, reading) => sum + reading.missingBytes, 0);
  return storedBytes / Math.max(1, storedBytes + missingBytes);
}
