import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What lies between hosts when nothing else is said: one bridge, no way out of it. */
const SUBNET = '198.51.100';
/** The address of no network card: what is sent there arrives nowhere, and nobody says so. */
const NOWHERE = '02:00:00:00:00:01';

interface Host {
  readonly namespace: string;
  readonly address: string;
}

/**
 * Hosts in network namespaces of their own, joined by a bridge in one more, with no way to anything else: what is cut
 * there is cut as by a dead cable, silently. Needs root and iproute2. Removed by `dispose`, or when this process ends.
 */
export class Network {
  /** For what runs on the hosts; removed with the network. */
  readonly directory = mkdtempSync(join(tmpdir(), 'nearhop-network-'));
  readonly #hosts = new Map<string, Host>();
  readonly #hub: string;
  #cuts: { readonly from: string; readonly to: string }[] = [];

  constructor(names: readonly string[]) {
    removeAbandoned();
    const lead = `nh-${process.pid}-${made++}`;
    this.#hub = `${lead}-hub`;
    standing.add(this);
    removeAllAtExit();
    ip(['netns', 'add', this.#hub]);
    inside(this.#hub, ['link add br0 type bridge forward_delay 0', 'link set br0 up']);
    for (const [index, name] of names.entries()) {
      const host = { namespace: `${lead}-${name}`, address: `${SUBNET}.${11 + index}` };
      this.#hosts.set(name, host);
      ip(['netns', 'add', host.namespace]);
      inside(this.#hub, [
        `link add p${index} type veth peer name eth0 netns ${host.namespace}`,
        `link set p${index} master br0 up`,
      ]);
      inside(host.namespace, ['link set lo up', `addr add ${host.address}/24 dev eth0`, 'link set eth0 up']);
    }
  }

  address(name: string): string {
    return this.#host(name).address;
  }

  /** The command that runs another on a host. */
  command(name: string, args: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', this.#host(name).namespace, ...args];
  }

  /** Nothing passes between the two groups, either way. */
  cut(some: readonly string[], others: readonly string[]): void {
    this.cutOneWay(some, others);
    this.cutOneWay(others, some);
  }

  /** Nothing that the first send arrives at the others. */
  cutOneWay(from: readonly string[], to: readonly string[]): void {
    for (const name of from) {
      inside(
        this.#host(name).namespace,
        to.map((other) => `neigh replace ${this.address(other)} lladdr ${NOWHERE} nud permanent dev eth0`),
      );
      this.#cuts.push(...to.map((other) => ({ from: name, to: other })));
    }
  }

  heal(): void {
    const byHost = Map.groupBy(this.#cuts, ({ from }) => from);
    for (const [from, cuts] of byHost) {
      const reached = new Set(cuts.map(({ to }) => this.address(to)));
      inside(
        this.#host(from).namespace,
        [...reached].map((address) => `neigh del ${address} dev eth0`),
      );
    }
    this.#cuts = [];
  }

  /** Ends whatever still runs on the hosts, too. */
  dispose(): void {
    standing.delete(this);
    for (const { namespace } of this.#hosts.values()) removeNamespace(namespace);
    removeNamespace(this.#hub);
    rmSync(this.directory, { recursive: true, force: true });
  }

  #host(name: string): Host {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new Error(`The network has no host "${name}"`);
    return host;
  }
}

const standing = new Set<Network>();
let made = 0;
let isWatching = false;

function removeAllAtExit(): void {
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => {
    for (const network of standing) network.dispose();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
}

/** Networks of a process that was killed before it could remove them, with what still runs in them. */
function removeAbandoned(): void {
  const names =
    Bun.spawnSync(['ip', 'netns', 'list'])
      .stdout.toString()
      .match(/^nh-\d+-\S+/gm) ?? [];
  for (const name of names) {
    if (!isAlive(Number(name.split('-')[1]))) removeNamespace(name);
  }
}

function removeNamespace(name: string): void {
  const left = Bun.spawnSync(['ip', 'netns', 'pids', name]).stdout.toString().split('\n').filter(Boolean);
  for (const pid of left) end(Number(pid));
  Bun.spawnSync(['ip', 'netns', 'del', name]);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Runs `ip` commands in a namespace, all by one process. */
function inside(namespace: string, commands: readonly string[]): void {
  ip(['-n', namespace, '-batch', '-'], commands.join('\n'));
}

function ip(args: readonly string[], input = ''): void {
  const { exitCode, stderr } = Bun.spawnSync(['ip', ...args], { stdin: Buffer.from(input) });
  if (exitCode === 0) return;
  throw new Error(`Cannot make a test network: ip ${args.join(' ')} <<< ${input}: ${stderr.toString()}`);
}
