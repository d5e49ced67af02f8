import { join } from 'node:path';
import { ROOT } from '../house/source-files.ts';

const MAIN = join(ROOT, 'services/cli/src/main.ts');

/** A `nearhop` command in a process of its own, as a user would run it. */
export interface NearhopProcess {
  readonly pid: number;
  /** What it has written so far, both streams in order of arrival. */
  output(): string;
  /** The first match in the output; rejects with the output when the process ends before or `timeoutMs` pass. */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  readonly exited: Promise<number>;
  signal(signal: NodeJS.Signals): void;
  /** Interrupts it, and kills it when that does not help within 10 s. */
  stop(): Promise<number>;
}

export interface NearhopOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts `nearhop <args>` with only the given NEARHOP_ variables. */
export function startNearhop(args: readonly string[], options: NearhopOptions): NearhopProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('NEARHOP_'));
  let output = '';
  let wake = () => {};
  const child = Bun.spawn([process.execPath, MAIN, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true });
      wake();
    }
  });
  const exited = Promise.all([child.exited, ...reading]).then(([code]) => code);
  void exited.then(() => wake());

  return {
    pid: child.pid,
    output: () => output,
    exited,
    signal: (signal) => child.kill(signal),
    async waitFor(pattern, timeoutMs = 20_000) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const match = pattern.exec(output);
        if (match !== null) return match;
        const left = deadline - performance.now();
        if (left <= 0 || child.exitCode !== null) {
          throw new Error(
            `nearhop ${args.join(' ')} did not print ${pattern}: exit ${child.exitCode}: ${output.slice(-4_000)}`,
          );
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, Math.min(left, 250));
        });
      }
    },
    async stop() {
      child.kill('SIGINT');
      const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      const code = await exited;
      clearTimeout(killer);
      return code;
    },
  };
}

/** Runs `nearhop <args>` to its end. */
export async function runNearhop(
  args: readonly string[],
  options: NearhopOptions,
): Promise<{ code: number; output: string }> {
  const started = startNearhop(args, options);
  const code = await started.exited;
  return { code, output: started.output() };
}
