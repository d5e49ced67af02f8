import { TEST_PATH } from '@nearhop/static-origin';
import type { Colors } from 'picocolors/types';
import type { DemoNodeEndpoints } from './demo-node.ts';

export interface Addresses {
  readonly router: string;
  readonly routerOps: string;
  readonly control: string;
  readonly controlOps: string;
  readonly origin: string;
  /** In the order of the demo; those that were deleted are missing. */
  readonly nodes: readonly DemoNodeEndpoints[];
  readonly data: string;
}

const USUAL_ROUTER = 'http://127.0.0.1:8080';
const USUAL_CONTROL = 'http://127.0.0.1:8081';
/** Longer commands push their remark to the right. */
const REMARKS_AT_MOST = 66;

/** What `up` prints once everything runs: where it is, what to try, how to end it. Under 22 lines. */
export function banner(version: string, at: Addresses, colors: Colors): string {
  const { bold, cyan, dim, green } = colors;
  const place = (name: string, url: string, what: string) => `  ${name.padEnd(8)} ${cyan(url.padEnd(24))} ${dim(what)}`;
  const commands = commandsFor(at);
  const width = Math.max(...commands.map(([text]) => text.length).filter((length) => length <= REMARKS_AT_MOST));
  return [
    `${bold(`Nearhop ${version} is up`)}: every device learns which cache is one hop away`,
    '',
    place('router', at.router, `devices ask here; ops ${at.routerOps}`),
    place('control', at.control, `no sign-in yet, so this machine only; ops ${at.controlOps}`),
    place('origin', at.origin, `demo content: ${TEST_PATH}`),
    ...nodePlaces(at.nodes).map(([name, url, what]) => place(name, url, what)),
    place('data', at.data, 'kept for the next start'),
    '',
    bold('Try, in another window:'),
    ...commands.map(([text, what]) => `  ${green(text.padEnd(width))}  ${dim(`# ${what}`)}`),
    '',
    `${bold('Ctrl-C')} stops everything. ${bold('npm start -- --fresh')} forgets the data and begins anew.`,
  ].join('\n');
}

function commandsFor(at: Addresses): readonly (readonly [command: string, remark: string])[] {
  const route = `${setting('NEARHOP_ROUTER_URL', at.router, USUAL_ROUTER)}npx nearhop route`;
  const fetch = `${setting('NEARHOP_ROUTER_URL', at.router, USUAL_ROUTER)}npx nearhop fetch`;
  const nearhop = `${setting('NEARHOP_CONTROL_URL', at.control, USUAL_CONTROL)}npx nearhop`;
  const host = new URL(at.origin).host;
  return [
    [`${route} --as 127.0.1.5`, 'a client of Seattle-1'],
    [`${route} --as 127.77.7.7`, "nobody's client: the CDN"],
    [`curl --interface 127.0.1.5 ${at.router}/v1/route`, 'what a device sees'],
    ...at.nodes
      .slice(0, 1)
      .map(({ http }) => [`wget "${http}${TEST_PATH}?cacheHostOrigin=${host}"`, 'a miss, then hits'] as const),
    [`${fetch} ${at.origin}/objects/one-mebibyte.bin --as 127.0.1.5`, 'by the router'],
    [`${route} --as 127.0.1.5 --watch`, 'leave it running, then:'],
    [`${nearhop} node disable Seattle-1 --reason trying`, 'and it goes to the CDN'],
    [`${nearhop} explain 127.0.17.5`, 'why Tacoma-1, with Olympia-1 as backup'],
  ];
}

/** The first node, and where the others are. */
function nodePlaces([first, ...others]: readonly DemoNodeEndpoints[]): readonly (readonly [
  name: string,
  url: string,
  what: string,
])[] {
  if (first === undefined) return [];
  const more = others.map(({ name, http }) => `${name} ${new URL(http).host}`).join(', ');
  const report = `${first.name}, its report at ${first.status}`;
  const places = [['nodes', first.http, report]] as const;
  return more === '' ? places : [...places, ['', '', more]];
}

/** A variable in front of a command, when the service is not where the command looks for it. */
function setting(name: string, value: string, usual: string): string {
  return value === usual ? '' : `${name}=${value} `;
}
