import type { Logger } from '@nearhop/service-kit';

/** What control says in its log, each once and in the same words. */

export function listening(log: Logger, url: string): void {
  log.warn(
    { url },
    'control has no sign-in yet: it listens on loopback only, and whoever uses this machine may change everything',
  );
}

export function requestFailed(
  log: Logger,
  request: { readonly method: string; readonly path: string },
  error: unknown,
): void {
  log.error({ method: request.method, path: request.path, err: error }, 'request failed');
}

export function importBroken(log: Logger, error: unknown): void {
  log.error({ err: error }, 'import broke off');
}
