import { startNearhop, type NearhopProcess } from '../harness/nearhop-process.ts';
import { nearhopCommand, type CommandResult } from './nearhop-command.ts';

/** Ports that the system gives. */
export const ANY_PORTS = {
  NEARHOP_ROUTER_LISTEN: '127.0.0.1:0',
  NEARHOP_ROUTER_OPS_LISTEN: '127.0.0.1:0',
  NEARHOP_CONTROL_LISTEN: '127.0.0.1:0',
  NEARHOP_CONTROL_OPS_LISTEN: '127.0.0.1:0',
  NEARHOP_CACHE_NODE_LISTEN: '127.0.0.1:0',
  NEARHOP_CACHE_NODE_STATUS_LISTEN: '127.0.0.1:0',
  NEARHOP_CACHE_NODE_OPS_LISTEN: '127.0.0.1:0',
};

/** `nearhop up` in a folder, and commands that find it there. */
export class Demo {
  readonly router: string;
  readonly control: string;
  readonly origin: string;
  /** Where the first node serves. */
  readonly node: string;
  readonly #process: NearhopProcess;
  readonly #folder: string;

  private constructor(process: NearhopProcess, folder: string, banner: RegExpExecArray) {
    this.#process = process;
    this.#folder = folder;
    const [, router = '', control = '', origin = '', node = ''] = banner;
    this.router = router;
    this.control = control;
    this.origin = origin;
    this.node = node;
  }

  static async start(
    folder: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Demo> {
    const process = startNearhop(['up', ...args], { env: { NO_COLOR: '1', ...ANY_PORTS, ...env }, cwd: folder });
    const banner = await process.waitFor(
      /router +(\S+)[^]*control +(\S+)[^]*origin +(\S+)[^]*nodes +(\S+)[^]*Ctrl-C.*\n/,
    );
    return new Demo(process, folder, banner);
  }

  /** All that `up` has printed so far, complaints included. */
  get printed(): string {
    return this.#process.output();
  }

  /** Runs a command to its end. */
  run(...args: string[]): Promise<CommandResult> {
    return nearhopCommand(args, { env: this.#addresses, cwd: this.#folder });
  }

  /** Starts a command; whoever does ends it. */
  spawn(...args: string[]): NearhopProcess {
    return startNearhop(args, { env: { NO_COLOR: '1', ...this.#addresses }, cwd: this.#folder });
  }

  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number> {
    return this.#process.stop();
  }

  get #addresses(): Record<string, string> {
    return { NEARHOP_ROUTER_URL: this.router, NEARHOP_CONTROL_URL: this.control };
  }
}
