import type { Check } from './check.ts';

/** The subjects of `npm run prove -- <subject>`: each loads its checks only when asked for. */
export const SUBJECTS: Readonly<Record<string, () => Promise<readonly Check[]>>> = {
  cache: async () => (await import('./cache/subject.ts')).cacheChecks,
  control: async () => (await import('./control/subject.ts')).controlChecks,
  registry: async () => (await import('./registry/subject.ts')).registryChecks,
  routing: async () => (await import('./routing/subject.ts')).routingChecks,
  replay: async () => (await import('./replay/subject.ts')).replayChecks,
  setup: async () => (await import('./setup/subject.ts')).setupChecks,
};
