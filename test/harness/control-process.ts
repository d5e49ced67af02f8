import { freePort } from './free-port.ts';
import { startNearhop, type NearhopProcess } from './nearhop-process.ts';
import { waitUntil } from './wait-until.ts';

const START_MS = 30_000;

export interface ControlProcessOptions {
  readonly store: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The processor that it must keep to. */
  readonly core?: number;
}

export interface ControlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface ControlRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, a merge patch with PATCH. */
  readonly body?: unknown;
}

/** Control in a process of its own, which can be killed and started again under the same address. */
export interface ControlProcess {
  readonly url: string;
  readonly opsUrl: string;
  readonly port: number;
  readonly pid: number;
  output(): string;
  /** Rejects when nobody answers. */
  ask(method: string, path: string, request?: ControlRequest): Promise<ControlAnswer>;
  /** Ends the process with SIGKILL, and waits for that. */
  kill(): Promise<void>;
  /** After `kill`: starts it again, and waits until it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startControl(options: ControlProcessOptions): Promise<ControlProcess> {
  const control = new LocalControl(options);
  await control.restart();
  return control;
}

class LocalControl implements ControlProcess {
  readonly port = freePort();
  readonly #opsPort = freePort();
  readonly #options: ControlProcessOptions;
  #process: NearhopProcess | undefined;

  constructor(options: ControlProcessOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get opsUrl(): string {
    return `http://127.0.0.1:${this.#opsPort}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  output(): string {
    return this.#process?.output() ?? '';
  }

  async ask(method: string, path: string, { headers = {}, body }: ControlRequest = {}): Promise<ControlAnswer> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': type }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  async kill(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.exited;
    this.#process = undefined;
  }

  async restart(): Promise<void> {
    const { store, env, core } = this.#options;
    const child = startNearhop(['run', 'control'], {
      env: {
        NEARHOP_STORE: store,
        NEARHOP_CONTROL_LISTEN: `127.0.0.1:${this.port}`,
        NEARHOP_CONTROL_OPS_LISTEN: `127.0.0.1:${this.#opsPort}`,
        ...env,
      },
    });
    this.#process = child;
    if (core !== undefined) keepToCore(child.pid, core);
    const answers = () =>
      this.ask('GET', '/v1/position').then(
        ({ status }) => status === 200,
        () => false,
      );
    await waitUntil('control answers', answers, START_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${child.output().slice(-2_000)}`);
    });
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    this.#process = undefined;
  }
}

/** All threads of a process, and those that they start. */
export function keepToCore(pid: number, cores: number | string): void {
  const { exitCode, stderr } = Bun.spawnSync([
    'taskset',
    '--all-tasks',
    '--cpu-list',
    '--pid',
    String(cores),
    String(pid),
  ]);
  if (exitCode !== 0) throw new Error(`Cannot keep process ${pid} to core ${cores}: ${stderr.toString()}`);
}
