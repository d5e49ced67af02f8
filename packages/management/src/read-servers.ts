import type { Servers, ServersInput, ServersPatch } from '@nearhop/contracts';
import { specialUse, type AddressPolicy } from '@nearhop/ip';
import type { FieldReport } from './field-report.ts';
import { DEFAULT_SERVER_PORT, parseServer, ServerTextError, type ServerEndpoint } from './server-text.ts';

type Written = string | { readonly address: string; readonly port?: number | undefined };
type FamilyName = keyof Servers;

/** The servers that an input names, at most one per family; what is wrong goes to the report. */
export function readServers(input: ServersInput, policy: AddressPolicy, report: FieldReport): Servers {
  return new ServersReader(policy, report).read(input);
}

/** The servers after a merge patch: an object changes only the families that it names, anything else replaces all. */
export function patchServers(
  patch: ServersPatch | null,
  before: Servers,
  policy: AddressPolicy,
  report: FieldReport,
): Servers {
  if (patch === null) return {};
  const reader = new ServersReader(policy, report);
  if (typeof patch === 'string' || Array.isArray(patch)) return reader.read(patch);
  const after = { ...before };
  for (const family of ['ipv4', 'ipv6'] as const) {
    const written = patch[family];
    if (written === null) delete after[family];
    else if (written !== undefined) Object.assign(after, reader.readMember(family, written));
  }
  return after;
}

class ServersReader {
  readonly #policy: AddressPolicy;
  readonly #report: FieldReport;

  constructor(policy: AddressPolicy, report: FieldReport) {
    this.#policy = policy;
    this.#report = report;
  }

  read(input: ServersInput): Servers {
    if (typeof input === 'string') {
      const texts = input.trim() === '' ? [] : input.split(',').map((text) => text.trim());
      return this.#readList(texts.map((text) => ({ text, pointer: '/servers' })));
    }
    if (Array.isArray(input))
      return this.#readList(input.map((text, index) => ({ text: text.trim(), pointer: `/servers/${index}` })));
    return {
      ...(input.ipv4 === undefined ? {} : this.readMember('ipv4', input.ipv4)),
      ...(input.ipv6 === undefined ? {} : this.readMember('ipv6', input.ipv6)),
    };
  }

  readMember(family: FamilyName, written: Written): Servers {
    const pointer = `/servers/${family}`;
    const server = this.#readOne(written, pointer);
    if (server === undefined) return {};
    if (familyName(server) === family) return asServers(server);
    this.#report.invalid(pointer, `must be an ${label(family)} address: received "${server.address.toString()}"`);
    return {};
  }

  #readList(list: readonly { readonly text: string; readonly pointer: string }[]): Servers {
    const servers: Servers = {};
    for (const { text, pointer } of list) {
      const server = this.#readOne(text, pointer);
      if (server === undefined) continue;
      const family = familyName(server);
      if (servers[family] === undefined) Object.assign(servers, asServers(server));
      else
        this.#report.invalid(
          pointer,
          `a node has one ${label(family)} server: take "${server.address.toString()}" or "${servers[family].address}" away`,
        );
    }
    return servers;
  }

  #readOne(written: Written, pointer: string): ServerEndpoint | undefined {
    const server = this.#parse(written, pointer);
    if (server === undefined || this.#policy.allowsServer(server.address)) return server;
    const use = specialUse(server.address);
    this.#report.invalid(
      pointer,
      `"${server.address.toString()}" is special-use space (${use?.name ?? 'reserved'}): write an address that devices can reach`,
    );
    return undefined;
  }

  #parse(written: Written, pointer: string): ServerEndpoint | undefined {
    try {
      if (typeof written === 'string') return parseServer(written.trim());
      const { address } = parseServer(written.address.includes(':') ? `[${written.address}]` : written.address);
      const port = written.port ?? DEFAULT_SERVER_PORT;
      if (port >= 1 && port <= 65_535) return { address, port };
      this.#report.invalid(`${pointer}/port`, `must be 1 to 65535: received ${port}`);
    } catch (error) {
      if (!(error instanceof ServerTextError)) throw error;
      this.#report.invalid(pointer, error.message);
    }
    return undefined;
  }
}

function familyName(server: ServerEndpoint): FamilyName {
  return server.address.family === 4 ? 'ipv4' : 'ipv6';
}

function label(family: FamilyName): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

function asServers(server: ServerEndpoint): Servers {
  return { [familyName(server)]: { address: server.address.toString(), port: server.port } };
}
