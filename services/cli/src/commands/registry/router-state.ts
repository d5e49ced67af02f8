import { routingTableView, ViewError, type RoutingTable } from '@nearhop/decision';
import { isKeptState, readKeptState, type KeptState } from '@nearhop/registry';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from '../../command-failure.ts';

export type RouterState = KeptState<RoutingTable>;

/**
 * Whether a path is what a router keeps on disk: one of its snapshots, the directory of one of its processes, or a data directory with
 * such in it (`<data>/router/<worker>`). Throws what the file system throws.
 */
export function isRouterState(path: string): boolean {
  return placesIn(path).length > 0;
}

/** The newest of the states that a path holds. Throws CommandFailure when none is good. */
export function readRouterState(path: string): RouterState {
  let newest: RouterState | undefined;
  const damages: string[] = [];
  for (const place of placesIn(path)) {
    try {
      const state = readKeptState(place, routingTableView);
      damages.push(...(state?.damages ?? []));
      if (state !== undefined && state.highestRevision >= (newest?.highestRevision ?? 0)) newest = state;
    } catch (error) {
      if (!isDamage(error)) throw error;
      damages.push(error.message);
    }
  }
  if (newest === undefined)
    throw new CommandFailure('refused', `Cannot restore from "${path}": it holds no whole state of a router`, damages);
  return { ...newest, damages };
}

function placesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return isKeptState(path) ? [path] : [];
  return [path, ...foldersIn(path), ...foldersIn(join(path, 'router'))].filter(isKeptState);
}

function foldersIn(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(path, entry.name)] : [],
  );
}

function isDamage(error: unknown): error is Error {
  return error instanceof ViewError || (error instanceof Error && 'code' in error && error.code === 'ERR_SEALED_FILE');
}
