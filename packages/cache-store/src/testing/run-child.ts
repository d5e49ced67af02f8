import type { ChildReport } from './traffic-child.ts';

const CHILD = new URL('./traffic-child.ts', import.meta.url).pathname;

export interface ChildOptions {
  readonly directory: string;
  readonly sizeBytes: number;
  readonly seed: number;
  readonly steps: number;
  readonly mostBytes: number;
  /** What it is started through: `strace …`, `unshare …`. */
  readonly through?: readonly string[];
  /** Killed (SIGKILL) once it has done so many reads. */
  readonly killAfterReads?: number;
}

export interface ChildEnd {
  readonly report: ChildReport;
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Runs a process that uses a drive. Rejects when it ended without a word. */
export async function runChild(options: ChildOptions): Promise<ChildEnd> {
  const { directory, sizeBytes, seed, steps, mostBytes, through = [], killAfterReads } = options;
  const args = [directory, sizeBytes, seed, steps, mostBytes].map(String);
  const child = Bun.spawn([...through, process.execPath, CHILD, ...args], { stdout: 'pipe', stderr: 'pipe' });
  const stderr = new Response(child.stderr).text();
  let report: ChildReport | null = null;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) report = JSON.parse(line) as ChildReport;
    if (killAfterReads !== undefined && (report?.reads ?? 0) >= killAfterReads) child.kill('SIGKILL');
  }
  const exitCode = await child.exited;
  if (report === null) throw new Error(`The process ended without a word (${exitCode}): ${await stderr}`);
  return { report, exitCode, stderr: await stderr };
}
