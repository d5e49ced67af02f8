import type { StoreStats } from '@nearhop/cache-store';
import type { ReadinessCheck } from '@nearhop/service-kit';
import type { CacheNodeContext } from './context.ts';
import type { OriginsFile } from './node-state/origins-file.ts';
import { notServing } from './node-state/node-state.ts';

/** Ready means: a device that asks now is served, from one drive at least. */
export function nodeChecks(
  { state, link }: CacheNodeContext,
  stats: StoreStats | undefined,
  file: OriginsFile | null,
): readonly ReadinessCheck[] {
  const why = notServing(state.state);
  const drives = stats?.drives ?? [];
  return [
    { name: 'state', ok: why === undefined, detail: { notServing: why ?? null, adminState: state.state.adminState } },
    {
      name: 'drives',
      ok: stats === undefined || drives.some((drive) => drive.state === 'serving'),
      detail: drives.map(({ directory, state: driveState }) => ({ directory, state: driveState })),
    },
    // With control gone its last word holds.
    ...(link === null ? [] : [{ name: 'control', ok: true, detail: { problem: link.problem ?? null } }]),
    { name: 'origins', ok: true, detail: { known: state.state.origins.length, problem: file?.problem ?? null } },
  ];
}
