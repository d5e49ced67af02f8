/**
 * How many replicas must have a commit before it is acknowledged: as many as the operator says, or else every one that there is, at least
 * one. With fewer, the replica that has a commit may be cut off together with its master while another is promoted, and the commit is lost.
 */
export class RequiredAcks {
  readonly #said: number | undefined;
  #replicas = 1;

  /** `said`: by the operator. */
  constructor(said: number | undefined) {
    this.#said = said;
  }

  get count(): number {
    return this.#said ?? this.#replicas;
  }

  /** Whether it is for the deployment to say how many there are. */
  get isCounted(): boolean {
    return this.#said === undefined;
  }

  /** At the beginning of a link to a master: how many replicas that one has, those that are away included. */
  begin(known: number): void {
    this.#replicas = Math.max(1, known);
  }

  /** Replicas that came since; those that left still count. */
  note(connected: number): void {
    this.#replicas = Math.max(this.#replicas, connected);
  }

  /** What to tell whoever wants to commit while too few are connected. */
  complaint(connected: number): string {
    const { count } = this;
    const so = `Cannot commit: ${connected} of the ${count} replicas that must have each commit are connected to the master`;
    if (!this.isCounted) return `${so} (NEARHOP_STORE_ACKS=${count})`;
    return (
      `${so}: bring back those that are down; make the Sentinels or the cluster forget those that are gone for good ` +
      `(SENTINEL RESET <master> on each, CLUSTER FORGET); or set NEARHOP_STORE_ACKS=${Math.max(1, connected)}, with which a failover may lose acknowledged commits`
    );
  }
}
