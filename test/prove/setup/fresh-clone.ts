import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../house/source-files.ts';

/** A clone of what is committed, on a machine that has Node, npm, a shell and what Debian's base brings, but no Bun. */
export interface FreshClone {
  readonly directory: string;
  readonly path: string;
  /** Starts a shell command in the clone, in a process group of its own. */
  shell(command: string): ShellCommand;
  remove(): void;
}

export interface ShellCommand {
  readonly exited: Promise<number>;
  output(): string;
  /** What Ctrl-C does: interrupts the whole group. */
  interrupt(): void;
  kill(): void;
}

export function makeFreshClone(): FreshClone {
  const parent = mkdtempSync(join(tmpdir(), 'nearhop-clone-'));
  const directory = join(parent, 'nearhop');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, directory]);
  const bin = join(parent, 'bin');
  mkdirSync(bin);
  for (const name of ['node', 'npm', 'npx']) {
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8', env: outsideEnvironment() }).trim(),
      join(bin, name),
    );
  }
  const path = `${bin}:/usr/bin:/bin`;
  const shell = (command: string) => startShell(command, directory, { ...outsideEnvironment(), PATH: path });
  return { directory, path, shell, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** The environment without what npm and Bun put into it for the process that asks. */
function outsideEnvironment(): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NEARHOP_|BUN_|NODE)/i.test(name));
  const path = process.env.PATH?.split(':')
    .filter((entry) => !entry.includes('node_modules'))
    .join(':');
  return { ...Object.fromEntries(inherited), PATH: path };
}

function startShell(command: string, cwd: string, env: Record<string, string | undefined>): ShellCommand {
  let output = '';
  const child = Bun.spawn(['setsid', '--wait', 'sh', '-c', command], {
    cwd,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  });
  const signalGroup = (signal: string) =>
    void Bun.spawnSync(['pkill', `-${signal}`, '--session', String(sessionOf(child.pid))]);
  return {
    exited: Promise.all([child.exited, ...reading]).then(([code]) => code),
    output: () => output,
    interrupt: () => signalGroup('INT'),
    kill: () => signalGroup('KILL'),
  };
}

/** `setsid` forks when it leads a group, so the session is its child's. */
function sessionOf(pid: number): number {
  const children = execFileSync('ps', ['-o', 'sid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return Number(children[0] ?? pid);
}
