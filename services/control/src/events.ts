import type { CacheNode } from '@nearhop/contracts';
import type { Logger } from '@nearhop/service-kit';
import type { ProofOutcome } from './nodes/ask-for-proof.ts';
import type { DeliveryOutcome } from './webhooks/delivery-queue.ts';

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

/** Somebody else tried a registration key that was used: an alarm. */
export function registrationKeyMisused(log: Logger, node: string): void {
  log.error({ node, alarm: 'registration-key-misused' }, 'a used registration key was tried by another installation');
}

/** A node's credential is used by two processes: an alarm. */
export function duplicateInstance(log: Logger, { id, customer, name }: CacheNode): void {
  log.error({ node: id, customer, name, alarm: 'duplicate-instance' }, 'two live instances of one node');
}

export function nodeEnrolled(log: Logger, node: string): void {
  log.info({ node }, 'a registration key was traded for a credential');
}

export function addressAsked(log: Logger, node: string, outcome: ProofOutcome): void {
  const { server } = outcome;
  if (outcome.kind === 'proven') log.info({ node, server }, 'the node proved a server address');
  else log.warn({ node, server, fault: outcome.fault }, 'the node did not prove a server address');
}

export function proofFailed(log: Logger, node: string, error: unknown): void {
  log.error({ node, err: error }, 'a proof could not be made or written');
}

export function recordsLost(log: Logger, error: unknown): void {
  log.warn({ err: error }, 'the registry cannot be followed: heartbeats are answered from what was read last');
}

export function heartbeatsNotWritten(log: Logger, error: unknown): void {
  log.warn({ err: error }, 'the heartbeats of the nodes cannot be written');
}

/** What was deleted 30 days ago cannot be restored from now on. */
export function forgotten(log: Logger, gone: { readonly claims: number; readonly nodes: number }): void {
  log.info(gone, 'deleted nodes and released claims were removed for good');
}

export function forgettingFailed(log: Logger, error: unknown): void {
  log.warn({ err: error }, 'what was deleted 30 days ago could not be removed: it is tried again in an hour');
}

/** What was delivered is not worth a line. */
export function webhookDelivery(log: Logger, outcome: DeliveryOutcome, webhook: string): void {
  if (outcome === 'failed') log.info({ webhook }, 'a webhook was not reached: it is tried again');
  else if (outcome !== 'delivered') log.warn({ webhook, outcome }, 'a message to a webhook is lost');
}

export function webhooksBehind(log: Logger, error: unknown): void {
  log.warn({ err: error }, 'events could not be told to webhooks');
}
