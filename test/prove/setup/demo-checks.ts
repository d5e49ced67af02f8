import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check } from '../check.ts';
import { makeFreshClone, type FreshClone, type ShellCommand } from './fresh-clone.ts';

const UP = /is up/;
const MOST_INSTALL_SECONDS = 90;
const MOST_MEGABYTES = 500;
const PORTS: readonly TakenPort[] = [
  { hostname: '127.0.0.1', port: 8080, variable: 'NEARHOP_ROUTER_LISTEN' },
  { hostname: '127.0.0.1', port: 9080, variable: 'NEARHOP_ROUTER_OPS_LISTEN' },
  { hostname: '127.0.0.1', port: 8081, variable: 'NEARHOP_CONTROL_LISTEN' },
  { hostname: '127.0.0.1', port: 9081, variable: 'NEARHOP_CONTROL_OPS_LISTEN' },
  // The first and the last of the nodes.
  { hostname: '127.0.0.11', port: 8090, variable: 'NEARHOP_CACHE_NODE_LISTEN' },
  { hostname: '127.0.0.14', port: 8090, variable: 'NEARHOP_CACHE_NODE_LISTEN' },
  { hostname: '127.0.0.11', port: 5000, variable: 'NEARHOP_CACHE_NODE_STATUS_LISTEN' },
  { hostname: '127.0.0.11', port: 9083, variable: 'NEARHOP_CACHE_NODE_OPS_LISTEN' },
];

interface TakenPort {
  readonly hostname: string;
  readonly port: number;
  readonly variable: string;
}

const TEST_OBJECT = 'http://127.0.0.11:8090/mscomtest/wuidt.gif?cacheHostOrigin=127.0.0.1:8070';
const FETCH = 'npx nearhop fetch http://127.0.0.1:8070/objects/one-mebibyte.bin --as 127.0.1.5';

let clone: FreshClone | undefined;

function theClone(): FreshClone {
  if (clone !== undefined) return clone;
  const made = makeFreshClone();
  process.once('exit', () => made.remove());
  clone = made;
  return made;
}

export const freshInstall: Check = {
  name: 'a fresh clone with Node and npm alone installs and starts',
  limit: `<= ${MOST_INSTALL_SECONDS} s, <= ${MOST_MEGABYTES} MB, addresses and what to try are printed`,
  atLeast: { full: 1 },
  async run() {
    const { directory } = theClone();
    const startedAt = performance.now();
    const up = await started();
    const seconds = (performance.now() - startedAt) / 1_000;
    const output = up.output();
    await stopped(up);
    const megabytes = Number(
      execFileSync('du', ['-sm', join(directory, 'node_modules')], { encoding: 'utf8' }).split('\t')[0],
    );
    const printed = [
      'http://127.0.0.1:8080',
      'http://127.0.0.1:8081',
      'nearhop route --as 127.0.1.5',
      'wget ',
      'nearhop fetch ',
    ].filter((text) => !output.includes(text));
    return {
      figure: `${seconds.toFixed(1)} s from clone to running, ${megabytes} MB installed`,
      tried: 1,
      ok: seconds <= MOST_INSTALL_SECONDS && megabytes <= MOST_MEGABYTES && printed.length === 0,
      wrong: printed.map((text) => `"${text}" was not printed`),
    };
  },
};

export const demoAnswers: Check = {
  name: 'the demo answers by the lines that it prints',
  limit: '127.0.1.5 is the Seattle node, 127.77.7.7 the CDN, for the CLI and for curl; its download a miss, then a hit',
  atLeast: { full: 8 },
  async run() {
    const up = await started();
    const cases = [
      ['npx nearhop route --as 127.0.1.5', /Seattle-1/],
      ['npx nearhop route --as 127.77.7.7', /CDN.*no-match/],
      ['curl -s --interface 127.0.1.5 http://127.0.0.1:8080/v1/route', /"decision":"node".*Seattle-1/],
      ['curl -s --interface 127.77.7.7 http://127.0.0.1:8080/v1/route', /"decision":"cdn"/],
      [`wget --server-response -O /dev/null "${TEST_OBJECT}" 2>&1`, /Cache-Status: .*fwd=uri-miss[^]*Length: 969710/],
      [`wget --server-response -O /dev/null "${TEST_OBJECT}" 2>&1`, /Cache-Status: .*; hit[^]*Length: 969710/],
      [FETCH, /1,048,576 bytes from Seattle-1 .*a miss/],
      [FETCH, /1,048,576 bytes from Seattle-1 .*a hit/],
    ] as const;
    const wrong: string[] = [];
    for (const [command, expected] of cases) {
      const ran = theClone().shell(command);
      const code = await ran.exited;
      if (code !== 0 || !expected.test(ran.output())) wrong.push(`${command}: exit ${code}: ${ran.output()}`);
    }
    await stopped(up);
    return { figure: `${wrong.length} wrong`, tried: cases.length, ok: wrong.length === 0, wrong };
  },
};

const MOST_WATCH_MS = 1_000;

export const demoWatch: Check = {
  name: 'a watched route changes when the node is disabled and enabled',
  limit: `<= ${MOST_WATCH_MS} ms after the command has ended`,
  atLeast: { full: 10 },
  async run() {
    const up = await started();
    const watch = theClone().shell('npx nearhop route --as 127.0.1.5 --watch');
    await waitUntil('the watch prints its first line', () => watch.output().includes('Seattle-1'), 20_000);
    const waits: number[] = [];
    const wrong: string[] = [];
    for (let turn = 0; turn < 10; turn++) {
      const seen = watch.output().length;
      const disable = turn % 2 === 0;
      const command = disable ? 'disable Seattle-1 --reason trying' : 'enable Seattle-1';
      const ran = theClone().shell(`npx nearhop node ${command}`);
      const code = await ran.exited;
      if (code !== 0) wrong.push(`${command}: exit ${code}: ${ran.output()}`);
      const expected = disable ? /CDN.*node-disabled/ : /Seattle-1/;
      waits.push(
        await waitUntil('the line changes', () => expected.test(watch.output().slice(seen)), 5_000).catch(
          () => Number.POSITIVE_INFINITY,
        ),
      );
    }
    watch.interrupt();
    await watch.exited;
    await stopped(up);
    const slowest = Math.max(...waits);
    return {
      figure: `at most ${Math.round(slowest)} ms`,
      tried: waits.length,
      ok: slowest <= MOST_WATCH_MS && wrong.length === 0,
      wrong,
    };
  },
};

export const takenPorts: Check = {
  name: 'a taken port ends the start with one line that names the variable',
  limit: 'one line, exit within 2 s, nothing half-started',
  atLeast: { full: PORTS.length },
  async run() {
    const wrong: string[] = [];
    const took: number[] = [];
    for (const { hostname, port, variable } of PORTS) {
      const holder = Bun.listen({ hostname, port, socket: { data() {} } });
      const startedAt = performance.now();
      const up = theClone().shell('npm start --silent');
      const code = await up.exited;
      took.push(performance.now() - startedAt);
      holder.stop(true);
      const lines = up.output().trim().split('\n');
      if (code === 0 || lines.length !== 1 || !lines[0]?.includes(variable))
        wrong.push(`${hostname}:${port}: exit ${code}: ${up.output()}`);
      const open = openPorts();
      if (open.length > 0) wrong.push(`${hostname}:${port} taken: ${open.join(', ')} still open`);
    }
    const slowest = Math.max(...took);
    return {
      figure: `at most ${Math.round(slowest)} ms`,
      tried: took.length,
      ok: slowest <= 2_000 && wrong.length === 0,
      wrong,
    };
  },
};

export const demoKeepsAndForgets: Check = {
  name: 'Ctrl-C ends all; a restart keeps its data; --fresh forgets',
  limit: 'all ports free after Ctrl-C, a made node there after a restart, gone after --fresh',
  atLeast: { full: 4 },
  async run() {
    const wrong: string[] = [];
    const says = async (command: string, expected: RegExp, wanted: 'there' | 'gone') => {
      const ran = theClone().shell(command);
      await ran.exited;
      if (expected.test(ran.output()) !== (wanted === 'there')) wrong.push(`${command}: ${ran.output()}`);
    };
    const first = await started();
    await says('npx nearhop node create Kept-1 --customer demo-isp', /Kept-1/, 'there');
    const codes = [await stopped(first)];
    const open = openPorts();
    if (open.length > 0) wrong.push(`still open after Ctrl-C: ${open.join(', ')}`);
    const second = await started();
    await says('npx nearhop node list', /Kept-1/, 'there');
    codes.push(await stopped(second));
    const third = await started('npm start -- --fresh');
    await says('npx nearhop node list', /Kept-1/, 'gone');
    await says('npx nearhop node list', /Seattle-1/, 'there');
    codes.push(await stopped(third));
    return { figure: `${wrong.length} wrong; exit codes ${codes.join(', ')}`, tried: 4, ok: wrong.length === 0, wrong };
  },
};

async function started(command = 'npm start'): Promise<ShellCommand> {
  const up = theClone().shell(command);
  let ended = false;
  void up.exited.then(() => (ended = true));
  await waitUntil('the demo is up', () => ended || UP.test(up.output()), 180_000);
  if (ended) throw new Error(`"${command}" ended: ${up.output().slice(-4_000)}`);
  return up;
}

async function stopped(up: ShellCommand): Promise<number> {
  up.interrupt();
  const killer = setTimeout(() => up.kill(), 15_000);
  const code = await up.exited;
  clearTimeout(killer);
  return code;
}

function openPorts(): readonly string[] {
  return PORTS.filter(isOpen).map(({ hostname, port }) => `${hostname}:${port}`);
}

function isOpen({ hostname, port }: TakenPort): boolean {
  try {
    Bun.listen({ hostname, port, socket: { data() {} } }).stop(true);
    return false;
  } catch {
    return true;
  }
}
