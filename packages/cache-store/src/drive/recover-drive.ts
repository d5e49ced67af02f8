import { readFileSync } from 'node:fs';
import type { DriveFiles } from './drive-files.ts';
import { closeQuietly, inspect } from './drive-files.ts';
import type { DriveIndex } from './drive-index.ts';

/**
 * Puts in order what a killed process left: files without a row, extents that were written to, objects that cannot be completed.
 * What it takes depends on what was under way, not on the drive's size; after a crash of the machine names are compared too.
 */
export function recoverDrive(index: DriveIndex, files: DriveFiles): void {
  for (const object of index.objects.filling()) {
    for (const number of index.extents.numbersOf(object)) forgetExtent(index, files, number);
    index.change();
    index.objects.remove(object);
    index.facts.objects -= 1;
  }
  for (const number of index.extents.filling()) sealExtent(index, files, number);
  const { files_from, files_to } = index.facts;
  for (let number = files_from; number < files_to; number += 1) if (!index.extents.has(number)) files.unlink(number);
  const boot = bootId();
  if (index.facts.boot !== boot) {
    // A machine that lost its power may have lost a commit or brought back a file: only the names tell.
    for (const number of files.numbers()) if (!index.extents.has(number)) files.unlink(number);
    index.change();
    index.facts.boot = boot;
  }
  index.commit();
}

/** Keeps what is present, at what it really takes; nothing more is written into it. */
function sealExtent(index: DriveIndex, files: DriveFiles, number: number): void {
  const record = index.extents.get(number);
  const descriptor = record === null || record === 'damaged' ? null : files.open(number);
  if (record === null || record === 'damaged' || descriptor === null || record.present.isEmpty) {
    if (descriptor !== null) closeQuietly(descriptor);
    return forgetExtent(index, files, number);
  }
  const { allottedBytes } = inspect(descriptor);
  closeQuietly(descriptor);
  index.change();
  index.extents.save({ ...record, bytes: allottedBytes, isFilling: false, isSealed: true }, 0);
  index.facts.bytes += allottedBytes - record.bytes;
}

function forgetExtent(index: DriveIndex, files: DriveFiles, number: number): void {
  index.change();
  files.unlink(number);
  const removed = index.extents.remove(number);
  if (removed === null) return;
  index.facts.extents -= 1;
  index.facts.bytes -= removed.bytes;
  if (index.extents.hasAnyOf(removed.object) || !index.objects.remove(removed.object)) return;
  index.facts.objects -= 1;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
