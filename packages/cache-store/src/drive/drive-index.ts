import { Database } from 'bun:sqlite';
import { statSync } from 'node:fs';
import { ExtentRows } from './extent-rows.ts';
import { prepareIndex } from './index-schema.ts';
import { ObjectRows } from './object-rows.ts';

const COMMIT_WITHIN_MS = 500;
/** A transaction's pages lie in the log until it is committed, and the log counts. */
const CHANGES_PER_COMMIT = 128;
/** File numbers that are claimed at once: each claim is a commit of its own. */
const FILES_PER_CLAIM = 256;

export interface Facts {
  /** Files with these numbers may exist without a row. */
  files_from: number;
  files_to: number;
  last_object: number;
  tick: number;
  objects: number;
  extents: number;
  bytes: number;
  boot: string;
}

export interface IndexEvents {
  /** A commit in the background failed. */
  readonly failed: (error: unknown) => void;
  readonly committed: () => void;
}

/**
 * A drive's index: rows and totals in SQLite. Changes are committed together, at most half a second later; what is read sees
 * them before. A killed process loses the last of them: files without a row are found by the numbers claimed for them.
 */
export class DriveIndex {
  readonly objects: ObjectRows;
  readonly extents: ExtentRows;
  /** The totals, kept here and written with each commit. */
  readonly facts: Facts;
  readonly #path: string;
  readonly #database: Database;
  readonly #events: IndexEvents;
  #timer: NodeJS.Timeout | null = null;
  #changes = 0;
  #isBroken = false;
  #nextFile: number;

  /** Throws what SQLite throws, and when the file is of another format. */
  constructor(path: string, events: IndexEvents) {
    this.#path = path;
    this.#events = events;
    this.#database = new Database(path, { create: true, readwrite: true, strict: true });
    try {
      prepareIndex(this.#database);
      this.objects = new ObjectRows(this.#database);
      this.extents = new ExtentRows(this.#database);
      const facts = this.#database.query<Facts, []>('SELECT * FROM facts WHERE id = 1').get();
      if (facts === null) throw new Error('Cannot read the totals: the index has none');
      this.facts = facts;
      this.#nextFile = facts.files_to;
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Bytes of the index's own files. */
  get allottedBytes(): number {
    return allotted(this.#path) + allotted(`${this.#path}-wal`) + allotted(`${this.#path}-shm`);
  }

  /** Before each change of rows or totals. */
  change(): void {
    if (this.#isBroken) throw new Error('Cannot change the index: a commit failed');
    if (this.#timer === null) {
      this.#database.run('BEGIN IMMEDIATE');
      this.#timer = setTimeout(() => this.#commitInBackground(), COMMIT_WITHIN_MS);
    } else if (this.#changes >= CHANGES_PER_COMMIT) {
      this.commit();
      this.change();
    }
    this.#changes += 1;
  }

  /** A number for a new file. That such a file may exist is committed when this returns. */
  claimFile(): number {
    if (this.#nextFile === this.facts.files_to) {
      this.change();
      // All files before these have rows in this transaction, or were deleted.
      this.facts.files_from = this.#nextFile;
      this.facts.files_to = this.#nextFile + FILES_PER_CLAIM;
      this.commit();
    }
    const number = this.#nextFile;
    this.#nextFile += 1;
    return number;
  }

  nextTick(): number {
    this.facts.tick += 1;
    return this.facts.tick;
  }

  /** After one that failed nothing is changed any more: what is in memory is ahead of what is kept. */
  commit(): void {
    if (this.#timer === null) return;
    this.#isBroken = true;
    const { files_from, files_to, last_object, tick, objects, extents, bytes, boot } = this.facts;
    this.#database
      .query(
        `UPDATE facts SET files_from = ?, files_to = ?, last_object = ?, tick = ?, objects = ?, extents = ?, bytes = ?, boot = ?
         WHERE id = 1`,
      )
      .run(files_from, files_to, last_object, tick, objects, extents, bytes, boot);
    this.#database.run('COMMIT');
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#changes = 0;
    this.#isBroken = false;
    this.#events.committed();
  }

  /** Does not commit. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#database.close();
  }

  #commitInBackground(): void {
    try {
      this.commit();
    } catch (error) {
      this.#events.failed(error);
    }
  }
}

function allotted(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}
