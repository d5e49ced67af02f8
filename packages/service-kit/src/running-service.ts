/** A service that has started: what its `start(config)` resolves to. */
export interface RunningService {
  /** Where it can be reached, by purpose: `{ http: 'http://127.0.0.1:8080', ops: 'http://127.0.0.1:9080' }`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Ends gracefully; resolves when nothing of it is left. May be called more than once. */
  stop(): Promise<void>;
}
