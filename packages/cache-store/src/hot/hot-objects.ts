import type { Version } from '../version.ts';
import type { Found } from '../wire/from-drive.ts';
import type { HotDrive } from './hot-drive.ts';
import type { HotIndex } from './hot-index.ts';
import { HotObject } from './hot-object.ts';

/** The objects of a drive that the main thread knows, by their numbers; the index has all drives' by key. */
export class HotObjects {
  readonly #drive: HotDrive;
  readonly #index: HotIndex;
  readonly #objects = new Map<number, HotObject>();
  #last = 0;

  constructor(drive: HotDrive, index: HotIndex) {
    this.#drive = drive;
    this.#index = index;
  }

  /** Numbers up to this were given before. */
  begin(last: number): void {
    this.#last = Math.max(this.#last, last);
  }

  /** A new version of what the key stands for; it is not found before it is published. */
  create(key: string, origin: string, target: string, version: Version, metadata: string): HotObject {
    this.#last += 1;
    const object = new HotObject({ id: this.#last, key, origin, target, version, metadata }, this.#drive);
    this.#objects.set(object.id, object);
    return object;
  }

  /** From now on it is what is found. */
  publish(object: HotObject): void {
    this.#index.add(object);
  }

  /** What the drive knows of the key; what is known here came later. */
  found(key: string, found: Found | null): HotObject | null {
    if (found === null) return null;
    const known = this.#index.get(key);
    if (known !== null) return known;
    const object = new HotObject(found.object, this.#drive);
    this.#objects.set(object.id, object);
    for (const view of found.extents) this.#drive.files.add(view, object);
    this.publish(object);
    return object;
  }

  /** It is not found any more; who reads it goes on. */
  retire(object: HotObject): void {
    object.isCurrent = false;
    this.#index.remove(object);
    this.#objects.delete(object.id);
  }

  /** Here and on the drive. */
  forget(object: HotObject): void {
    this.retire(object);
    this.#drive.post({ kind: 'forget', object: object.id });
  }

  /** The index has no room for it; the drive still has it. */
  drop(object: HotObject): void {
    this.retire(object);
    this.#drive.files.forget(object.extents);
  }

  gone(ids: readonly number[]): void {
    for (const id of ids) {
      const object = this.#objects.get(id);
      if (object !== undefined) this.retire(object);
    }
  }

  retireAll(): void {
    for (const object of this.#objects.values()) this.retire(object);
  }
}
