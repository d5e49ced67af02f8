import { TEST_PATH } from '@nearhop/static-origin';
import type { Colors } from 'picocolors/types';

export interface Addresses {
  readonly router: string;
  readonly routerOps: string;
  readonly control: string;
  readonly controlOps: string;
  readonly origin: string;
  readonly data: string;
}

const USUAL_ROUTER = 'http://127.0.0.1:8080';
const USUAL_CONTROL = 'http://127.0.0.1:8081';

/** What `up` prints once everything runs: where it is, what to try, how to end it. Under 20 lines. */
export function banner(version: string, at: Addresses, colors: Colors): string {
  const { bold, cyan, dim, green, yellow } = colors;
  const route = `${setting('NEARHOP_ROUTER_URL', at.router, USUAL_ROUTER)}npx nearhop route`;
  const nearhop = `${setting('NEARHOP_CONTROL_URL', at.control, USUAL_CONTROL)}npx nearhop`;
  const place = (name: string, url: string, what: string) => `  ${name.padEnd(8)} ${cyan(url.padEnd(24))} ${dim(what)}`;
  const commands = [
    [`${route} --as 127.0.1.5`, 'a client of Seattle-1'],
    [`${route} --as 127.77.7.7`, "nobody's client: the CDN"],
    [`curl --interface 127.0.1.5 ${at.router}/v1/route`, 'what a device sees'],
    [`${route} --as 127.0.1.5 --watch`, 'leave it running, then:'],
    [`${nearhop} node disable Seattle-1 --reason trying`, 'and it goes to the CDN'],
    [`${nearhop} explain 127.0.17.5`, 'why Tacoma-1, with Olympia-1 as backup'],
  ] as const;
  const width = Math.max(...commands.map(([text]) => text.length));
  return [
    `${bold(`Nearhop ${version} is up`)}: every device learns which cache is one hop away`,
    '',
    place('router', at.router, `devices ask here; ops ${at.routerOps}`),
    place('control', at.control, `no sign-in yet, so this machine only; ops ${at.controlOps}`),
    place('origin', at.origin, `demo content: ${TEST_PATH}`),
    place('data', at.data, 'kept for the next start'),
    '',
    bold('Try, in another window:'),
    ...commands.map(([text, what]) => `  ${green(text.padEnd(width))}  ${dim(`# ${what}`)}`),
    '',
    `${yellow('The demo nodes are records only')}: there is no cache behind their addresses yet.`,
    `${bold('Ctrl-C')} stops everything. ${bold('npm start -- --fresh')} forgets the data and begins anew.`,
  ].join('\n');
}

/** A variable in front of a command, when the service is not where the command looks for it. */
function setting(name: string, value: string, usual: string): string {
  return value === usual ? '' : `${name}=${value} `;
}
