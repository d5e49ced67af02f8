export interface HistoriesRun {
  /** How many random histories. */
  readonly runs: number;
  readonly seed: number;
}

/** How often there was something to go wrong, by name. A history that breaks a rule throws. */
export type HistoriesSeen = Readonly<Record<string, number>>;
