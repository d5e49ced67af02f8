import type { WebhookAttempt } from '@nearhop/contracts';

export function attemptText({ at, delivered, status, fault }: WebhookAttempt): string {
  return delivered ? `${at} delivered, status ${status ?? ''}` : `${at} ${fault ?? 'not delivered'}`;
}
