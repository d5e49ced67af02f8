export interface ProgramResult {
  readonly code: number;
  /** Both streams, the one after the other. */
  readonly output: string;
}

const GIVE_UP_AFTER_MS = 30_000;

/** Runs a program to its end. Throws when it is not installed; kills it when it takes too long. */
export async function runProgram(
  program: string,
  args: readonly string[],
  timeoutMs = GIVE_UP_AFTER_MS,
): Promise<ProgramResult> {
  if (Bun.which(program) === null)
    throw new Error(`Cannot run ${program}: install it, the setup folder of infra says how`);
  const child = Bun.spawn([program, ...args], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const streams = [child.stdout, child.stderr].map((stream) => new Response(stream).text());
  const [code, out, error] = await Promise.all([child.exited, ...streams]);
  return { code, output: `${out}${error}` };
}
