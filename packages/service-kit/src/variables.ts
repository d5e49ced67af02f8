import { optionalVariable, variable } from './variable.ts';
import { CACHE_NODE_VARIABLES } from './variables-cache-node.ts';
import * as schema from './variable-schemas.ts';

const LISTEN = 'host:port, an IPv6 host in brackets';
const CIDRS = 'CIDRs separated by commas, such as 10.0.0.0/8,fd00::/8';
const URL = 'http://host:port or https://host:port';

/** Every variable of every service: the one table that reads, refuses and documents them. */
export const VARIABLES = {
  NEARHOP_STORE: variable({
    description: 'Where the registry is kept',
    services: ['router', 'control', 'cli'],
    allowed: 'sqlite:<path>, redis://…, rediss://…, redis+sentinel://host:port,host:port/<master> or redis+cluster://…',
    schema: schema.storeSchema,
    default: 'sqlite:data/registry.db',
    // A store on the network carries its password in the URL.
    secret: true,
  }),
  NEARHOP_STORE_ACKS: optionalVariable({
    description:
      'Redis replicas that must have a commit before it is acknowledged; unset: 0 on a plain server, every replica there is, at least 1, otherwise',
    services: ['control', 'cli'],
    allowed: 'a whole number, 0 to 9',
    schema: schema.wholeNumberSchema(0, 9),
  }),
  NEARHOP_DATA_DIR: variable({
    description: 'Folder for what a service keeps on disk, such as the last good table',
    services: ['router', 'control', 'cache-node', 'cli'],
    allowed: 'the path of a folder',
    schema: schema.textSchema,
    default: 'data',
  }),
  NEARHOP_LOG_LEVEL: variable({
    description: 'The least severe lines that are logged',
    services: ['router', 'control', 'cache-node', 'cli'],
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    schema: schema.logLevelSchema,
    default: 'info',
  }),
  NEARHOP_PRIVATE_NETWORKS: variable({
    description: 'Special-use space that this deployment owns: clients, claims and server addresses may lie in it',
    services: ['router', 'control', 'cache-node', 'cli'],
    allowed: CIDRS,
    schema: schema.privateNetworksSchema,
    default: '',
  }),
  NEARHOP_LAB: variable({
    description: 'Allows loopback and everything private, origins too: for demos and tests, never in production',
    services: ['router', 'control', 'cache-node', 'cli'],
    allowed: 'true or false',
    schema: schema.flagSchema,
    default: 'false',
  }),
  NEARHOP_ROUTER_LISTEN: variable({
    description: 'Where the router answers devices',
    services: ['router'],
    allowed: LISTEN,
    schema: schema.listenSchema,
    default: '0.0.0.0:8080',
  }),
  NEARHOP_ROUTER_OPS_LISTEN: variable({
    description: "The router's ops port: health, metrics, explain",
    services: ['router'],
    allowed: LISTEN,
    schema: schema.listenSchema,
    default: '127.0.0.1:9080',
  }),
  NEARHOP_ROUTER_TRUSTED_PROXIES: variable({
    description: 'Proxies whose X-Forwarded-For and Forwarded are believed; nobody is unless named here',
    services: ['router'],
    allowed: CIDRS,
    schema: schema.prefixListSchema,
    default: '',
  }),
  NEARHOP_ROUTER_WORKERS: variable({
    description: 'Processes that share the port of the router, one per core at most',
    services: ['router'],
    allowed: 'a whole number, 1 to 256',
    schema: schema.wholeNumberSchema(1, 256),
    default: '1',
  }),
  NEARHOP_ROUTER_TTL_SECONDS: variable({
    description: 'How long a device keeps an answer, before it is spread',
    services: ['router'],
    allowed: 'a whole number of seconds, 1 to 86400',
    schema: schema.wholeNumberSchema(1, 86_400),
    default: '300',
  }),
  NEARHOP_ROUTER_MAX_CONNECTIONS: variable({
    description: 'Connections of devices that one router process holds open at once',
    services: ['router'],
    allowed: 'a whole number, 1 to 1000000',
    schema: schema.wholeNumberSchema(1, 1_000_000),
    default: '50000',
  }),
  NEARHOP_ROUTER_MAX_CONNECTIONS_PER_ADDRESS: optionalVariable({
    description: 'Of these, from one remote address: for routers that devices reach without a proxy in front',
    services: ['router'],
    allowed: 'a whole number, 1 to 1000000',
    schema: schema.wholeNumberSchema(1, 1_000_000),
  }),
  NEARHOP_ROUTER_TLS_CERTIFICATE_FILE: optionalVariable({
    description: 'Certificate chain in PEM: with the key, the router answers devices over TLS',
    services: ['router'],
    allowed: 'the path of a file',
    schema: schema.textSchema,
  }),
  NEARHOP_ROUTER_TLS_KEY_FILE: optionalVariable({
    description: 'Private key of the certificate, in PEM',
    services: ['router'],
    allowed: 'the path of a file',
    schema: schema.textSchema,
  }),
  NEARHOP_ROUTER_OVERRIDES_FILE: optionalVariable({
    description: 'Break-glass: a JSON file of node to admin state, watched live, that wins over everything',
    services: ['router'],
    allowed: 'the path of a file',
    schema: schema.textSchema,
  }),
  NEARHOP_CONTROL_LISTEN: variable({
    description: 'Where control serves the management API',
    services: ['control'],
    allowed: LISTEN,
    schema: schema.listenSchema,
    default: '127.0.0.1:8081',
  }),
  NEARHOP_CONTROL_OPS_LISTEN: variable({
    description: "Control's ops port",
    services: ['control'],
    allowed: LISTEN,
    schema: schema.listenSchema,
    default: '127.0.0.1:9081',
  }),
  NEARHOP_ROUTER_CONTROL_URL: optionalVariable({
    description: 'Control, which the router tells where requests come from; none is told unless given',
    services: ['router'],
    allowed: URL,
    schema: schema.httpUrlSchema,
  }),
  NEARHOP_CONTROL_ROUTERS: variable({
    description: 'Ops ports of the routers that control asks what they serve',
    services: ['control'],
    allowed: `${URL}, separated by commas`,
    schema: schema.httpUrlListSchema,
    default: 'http://127.0.0.1:9080',
  }),
  ...CACHE_NODE_VARIABLES,
  NEARHOP_CONTROL_ASN_FILE: optionalVariable({
    description:
      'Who announces which space, shown to reviewers of claims: an .mmdb, or a CSV with the header prefix,asn',
    services: ['control'],
    allowed: 'the path of a file',
    schema: schema.textSchema,
  }),
  NEARHOP_CONTROL_SUPPORT_CONTACT: optionalVariable({
    description: 'Whom operators ask when a claim of theirs requires attention',
    services: ['control'],
    allowed: 'text on one line, such as an e-mail address',
    schema: schema.lineSchema,
  }),
  NEARHOP_ACTOR: optionalVariable({
    description: 'Whose name control keeps in its history for what the command line does, as long as nobody signs in',
    services: ['cli'],
    allowed: '1 to 100 visible ASCII characters',
    schema: schema.actorSchema,
  }),
  NEARHOP_CONTROL_URL: variable({
    description: 'Where the command line reaches control',
    services: ['cli'],
    allowed: URL,
    schema: schema.httpUrlSchema,
    default: 'http://127.0.0.1:8081',
  }),
  NEARHOP_ROUTER_URL: variable({
    description: 'Where the command line reaches a router',
    services: ['cli'],
    allowed: URL,
    schema: schema.httpUrlSchema,
    default: 'http://127.0.0.1:8080',
  }),
} as const;

export type VariableName = keyof typeof VARIABLES;
