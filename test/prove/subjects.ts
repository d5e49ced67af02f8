import type { Check } from './check.ts';

/** The subjects of `npm run prove -- <subject>`: each loads its checks only when asked for. */
export const SUBJECTS: Readonly<Record<string, () => Promise<readonly Check[]>>> = {
  routing: async () => (await import('./routing/subject.ts')).routingChecks,
  setup: async () => (await import('./setup/subject.ts')).setupChecks,
};
