import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../harness/free-port.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { ROOT } from '../house/source-files.ts';
import { mountsOf, type ComposeFile, type ComposeService } from './compose-file.ts';

const START_TIMEOUT_MS = 20_000;

/**
 * The Redis servers and Sentinels of docker-compose.yml as processes on loopback: each by its own command, scripts, configuration and
 * secrets, in which only paths, hosts and ports are others.
 */
export class StoreInTemp {
  readonly #compose: ComposeFile;
  readonly #directory: string;
  readonly #ports = new Map<string, number>();
  readonly #running = new Map<string, Bun.Subprocess>();

  constructor(compose: ComposeFile, directory: string) {
    this.#compose = compose;
    this.#directory = directory;
    for (const name of this.names) this.#ports.set(name, freePort());
    execFileSync('sh', [join(ROOT, 'infra/docker/make-secrets.sh'), this.#secretsAsMade]);
  }

  get names(): readonly string[] {
    return Object.keys(this.#compose.services).filter((name) => /^(?:redis|sentinel)-/.test(name));
  }

  /** Starts a service and waits until its health check passes. */
  async start(name: string): Promise<void> {
    const service = this.#service(name);
    mkdirSync(this.#home(name, 'data'), { recursive: true });
    this.layOutSecrets(name);
    for (const { source, target, readOnly } of mountsOf(service)) {
      if (readOnly) this.#layOut(join(ROOT, source), target, name);
    }
    const command = (service.command ?? []).map((word) => this.#placed(word, name));
    const log = Bun.file(this.#home(name, 'log'));
    const child = Bun.spawn(command, { stdio: ['ignore', log, log] });
    this.#running.set(name, child);
    const isHealthy = async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
      return (await this.healthCheck(name)) === 0;
    };
    await waitUntil(`${name} is healthy`, isHealthy, START_TIMEOUT_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}:\n${readFileSync(this.#home(name, 'log'), 'utf8').slice(-4_000)}`);
    });
  }

  /** Starts all, and waits until there is a replica that follows: no commit is acknowledged before. */
  async startAll(): Promise<void> {
    for (const name of this.names) await this.start(name);
    const replicates = () => this.names.some((name) => this.#replicationOf(name).includes('state=online'));
    await waitUntil('a replica follows', replicates, START_TIMEOUT_MS);
  }

  /** The exit code of the service's own health check. */
  async healthCheck(name: string): Promise<number> {
    const check = this.#service(name).healthcheck;
    if (check === undefined || 'disable' in check || check.test[0] !== 'CMD-SHELL')
      throw new Error(`${name} has no check by the shell`);
    const command = (check.test[1] ?? '').replace(/^redis-cli(?: -p \d+)?/, `redis-cli -p ${this.#port(name)}`);
    return Bun.spawn(['sh', '-c', command], { stdio: ['ignore', 'ignore', 'ignore'] }).exited;
  }

  async kill(name: string): Promise<void> {
    const child = this.#running.get(name);
    child?.kill('SIGKILL');
    await child?.exited;
    this.#running.delete(name);
  }

  async killAll(): Promise<void> {
    await Promise.all(this.names.map((name) => this.kill(name)));
  }

  /** What a server says to the user of control, who may ask. */
  #replicationOf(name: string): string {
    const login = new URL(
      readFileSync(join(this.#secretsAsMade, 'control-store'), 'utf8')
        .replace(/^redis\+sentinel:/, 'http:')
        .replace(/,.*/s, ''),
    );
    const command = ['redis-cli', '-p', String(this.#port(name)), '--user', login.username, 'info', 'replication'];
    return Bun.spawnSync(command, { env: { PATH: '/usr/bin:/bin', REDISCLI_AUTH: login.password } }).stdout.toString();
  }

  /** Secrets as a service finds them; returns their folder. */
  layOutSecrets(name: string): string {
    return this.#layOut(this.#secretsAsMade, '/run/secrets', name);
  }

  #layOut(source: string, target: string, name: string): string {
    const folder = this.#home(name, target);
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isFile())) {
      writeFileSync(join(folder, file.name), this.#placed(readFileSync(join(source, file.name), 'utf8'), name));
    }
    return folder;
  }

  get #secretsAsMade(): string {
    return join(this.#directory, 'secrets');
  }

  /** A text with this machine's paths, hosts and ports in the place of the containers'. */
  #placed(text: string, name: string): string {
    return text
      .replaceAll(
        /\b(redis-\d|sentinel-\d)([ :])(?:26379|6379)\b/g,
        (_, host: string, between: string) => `127.0.0.1${between}${this.#port(host)}`,
      )
      .replaceAll(/(?<![\w/.-])\/(data|etc\/nearhop|run\/secrets)\b/g, (_, path: string) => this.#home(name, path))
      .replaceAll('$(hostname)', '127.0.0.1')
      .replaceAll(/^port \d+$/gm, `port ${this.#port(name)}`);
  }

  #home(name: string, path: string): string {
    return join(this.#directory, name, path);
  }

  #port(name: string): number {
    return this.#ports.get(name) ?? 0;
  }

  #service(name: string): ComposeService {
    const service = this.#compose.services[name];
    if (service === undefined) throw new Error(`There is no service ${name}`);
    return service;
  }
}
