import type { Purge } from '../purge.ts';
import type { FromDrive } from '../wire/from-drive.ts';
import type { ObjectRecord } from '../wire/records.ts';
import type { DriveIndex } from './drive-index.ts';
import type { ExtentFiles } from './extent-files.ts';

export interface ObjectsPlace {
  readonly index: DriveIndex;
  readonly extents: ExtentFiles;
  readonly tell: (message: FromDrive) => void;
}

/** The objects of a drive. One goes with its last extent, unless a fill is at work on it. */
export class DriveObjects {
  readonly #place: ObjectsPlace;
  /** How many fills write each object. */
  readonly #filling = new Map<number, number>();

  constructor(place: ObjectsPlace) {
    this.#place = place;
  }

  /** A row that is not what was written goes, with its extents. */
  find(key: string): ObjectRecord | 'damaged' | null {
    const { objects } = this.#place.index;
    const object = objects.find(key);
    if (object !== 'damaged') return object;
    const id = objects.idOf(key);
    if (id !== null) this.forget(id);
    return 'damaged';
  }

  has(object: number): boolean {
    return this.#place.index.objects.get(object) !== null;
  }

  add(record: ObjectRecord, replaces: number | null): void {
    if (replaces !== null) this.#forget(replaces);
    const { index } = this.#place;
    // What the main thread did not know of: a row that it took for absent while the drive was aside.
    const other = index.objects.idOf(record.key);
    if (other !== null) this.#forget(other);
    index.change();
    index.objects.add(record);
    index.facts.objects += 1;
    index.facts.last_object = Math.max(index.facts.last_object, record.id);
    if (replaces !== null || other !== null) index.commit();
  }

  /** It turned out to be so long, and all of it is stored. */
  complete(record: ObjectRecord, lengthBytes: number): void {
    const { index, extents } = this.#place;
    index.change();
    index.objects.complete(record, lengthBytes);
    if (lengthBytes === 0) extents.addEmpty(record.id);
  }

  setMetadata(object: number, metadata: string): void {
    const { index } = this.#place;
    const record = index.objects.get(object);
    if (record === null || record === 'damaged') return;
    index.change();
    index.objects.setMetadata(record, metadata);
  }

  /** Committed at once: rows whose files are gone would count after a crash. */
  forget(object: number): void {
    this.#forget(object);
    this.#place.index.commit();
  }

  purge(purge: Purge): number {
    const { index } = this.#place;
    const objects = index.objects.matching(purge);
    for (const object of objects) this.#forget(object);
    index.commit();
    return objects.length;
  }

  /** Deletes an extent, and its object with the last. What it set free. */
  dropExtent(number: number): number {
    const { index, extents, tell } = this.#place;
    const dropped = extents.drop(number);
    if (dropped === null) return 0;
    const { object, freedBytes } = dropped;
    const isLast = !this.#filling.has(object) && !index.extents.hasAnyOf(object);
    if (isLast) this.#remove(object);
    tell({ kind: 'gone', objects: isLast ? [object] : [], extents: [number] });
    return freedBytes;
  }

  /** Deletes an extent that is damaged: who found it has the object in hand, and fetches what is missing, so its row stays. */
  dropDamaged(number: number, object: number): void {
    const { index, extents, tell } = this.#place;
    if (extents.drop(number) !== null && this.has(object) && !index.extents.hasAnyOf(object)) extents.addEmpty(object);
    tell({ kind: 'gone', objects: [], extents: [number] });
  }

  beginFilling(object: number): void {
    this.#filling.set(object, (this.#filling.get(object) ?? 0) + 1);
  }

  /** An object to which nothing came is forgotten. */
  endFilling(object: number): void {
    const left = (this.#filling.get(object) ?? 1) - 1;
    if (left > 0) return void this.#filling.set(object, left);
    this.#filling.delete(object);
    if (this.has(object) && !this.#place.index.extents.hasAnyOf(object)) this.forget(object);
  }

  #forget(object: number): void {
    const { index, extents, tell } = this.#place;
    const numbers = index.extents.numbersOf(object);
    for (const number of numbers) extents.drop(number);
    this.#remove(object);
    tell({ kind: 'gone', objects: [object], extents: numbers });
  }

  #remove(object: number): void {
    const { index } = this.#place;
    index.change();
    if (index.objects.remove(object)) index.facts.objects -= 1;
  }
}
