/** Which form of a check runs: `full` proves, `short` (at most 20 s, seeded) guards every change inside `npm test`. */
export type Form = 'full' | 'short';

export interface CheckRun {
  readonly form: Form;
  readonly seed: number;
  /** Tells a person how far a long check is. */
  readonly progress: (text: string) => void;
}

/** What one check found. */
export interface Finding {
  /** The measured value, in words or as a number. */
  readonly figure: string | number;
  /** How many chances there were to find something wrong. */
  readonly tried: number;
  readonly ok: boolean;
  /** The first few things that went wrong. */
  readonly wrong?: readonly string[];
}

/** One acceptance check: a claim about the product that can be seen to hold or not. */
export interface Check {
  readonly name: string;
  /** What the figure must be, in words. */
  readonly limit: string;
  /** The fewest chances that count, by form; a check without a short form runs in full only. */
  readonly atLeast: { readonly full: number; readonly short?: number };
  run(run: CheckRun): Promise<Finding>;
}

/** The line that `npm run prove` prints for a check. */
export interface CheckLine {
  readonly check: string;
  readonly figure: string | number;
  readonly limit: string;
  readonly tried: number;
  readonly ok: boolean;
  readonly seconds: number;
  readonly wrong?: readonly string[];
}

/** Runs a check; one that throws, or had fewer chances than it must, has failed. */
export async function runCheck(check: Check, run: CheckRun): Promise<CheckLine> {
  const startedAt = performance.now();
  const atLeast = check.atLeast[run.form] ?? check.atLeast.full;
  const finding = await check.run(run).catch(failed);
  const starved = finding.tried < atLeast;
  const wrong = [...(finding.wrong ?? []), ...(starved ? [`had ${finding.tried} chances, must have ${atLeast}`] : [])];
  return {
    check: check.name,
    figure: finding.figure,
    limit: check.limit,
    tried: finding.tried,
    ok: finding.ok && !starved,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    ...(wrong.length > 0 && { wrong: wrong.slice(0, 10) }),
  };
}

function failed(error: unknown): Finding {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { figure: 'threw', tried: 0, ok: false, wrong: [text] };
}
