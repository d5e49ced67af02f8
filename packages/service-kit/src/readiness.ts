/** One thing that a service needs before it can do its work. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Whatever helps to understand it, as JSON. */
  readonly detail?: unknown;
}

export interface Readiness {
  readonly service: string;
  readonly ready: boolean;
  /** Shutdown has begun: send no more work here. */
  readonly stopping: boolean;
  readonly checks: readonly ReadinessCheck[];
}
