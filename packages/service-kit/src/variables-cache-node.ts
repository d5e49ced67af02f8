import { optionalVariable, variable } from './variable.ts';
import * as schema from './variable-schemas.ts';

const LISTEN = 'host:port, an IPv6 host in brackets';

/** The variables that the cache node alone reads. */
export const CACHE_NODE_VARIABLES = {
  NEARHOP_CACHE_NODE_LISTEN: optionalVariable({
    description: 'Where the cache node serves devices; unset: 0.0.0.0:80 as root, 0.0.0.0:8090 otherwise',
    services: ['cache-node'],
    allowed: LISTEN,
    schema: schema.listenSchema,
  }),
  NEARHOP_CACHE_NODE_STATUS_LISTEN: variable({
    description: "The cache node's status port: health for everyone, summary and purge for loopback or a token",
    services: ['cache-node'],
    allowed: LISTEN,
    schema: schema.listenSchema,
    default: '0.0.0.0:5000',
  }),
  NEARHOP_CACHE_NODE_OPS_LISTEN: variable({
    description: "The cache node's ops port: liveness, readiness, metrics",
    services: ['cache-node'],
    allowed: LISTEN,
    schema: schema.listenSchema,
    default: '127.0.0.1:9083',
  }),
  NEARHOP_CACHE_NODE_DRIVES: optionalVariable({
    description: 'Folders that hold the cache, 1 to 10, each with the most that it may take; obligatory',
    services: ['cache-node'],
    allowed: '<directory>:<size>, separated by commas, such as /srv/cache1:500g,/srv/cache2:2t',
    schema: schema.driveListSchema,
  }),
  NEARHOP_CACHE_NODE_SMALL_DRIVES: variable({
    description: 'Takes drives from 10 GB on, instead of 100 GB',
    services: ['cache-node'],
    allowed: 'true or false',
    schema: schema.flagSchema,
    default: 'false',
  }),
  NEARHOP_CACHE_NODE_CONTROL_URL: optionalVariable({
    description: 'Where the cache node reaches control; unset, it stands alone and needs no activation',
    services: ['cache-node'],
    allowed: 'http://host:port or https://host:port',
    schema: schema.httpUrlSchema,
  }),
  NEARHOP_CACHE_NODE_ORIGINS_FILE: optionalVariable({
    description: 'Of a node that stands alone: a JSON list of origins, {host, scheme, port} and more, watched live',
    services: ['cache-node'],
    allowed: 'the path of a file',
    schema: schema.textSchema,
  }),
  NEARHOP_CACHE_NODE_RESOLVERS: optionalVariable({
    description:
      "Name servers for origins instead of the system's; obligatory where DNS points devices at the node by name",
    services: ['cache-node'],
    allowed: 'IP addresses, with a port or without, separated by commas',
    schema: schema.resolverListSchema,
  }),
  NEARHOP_CACHE_NODE_PARENT: optionalVariable({
    description: 'A cache node that is asked in the place of the origins',
    services: ['cache-node'],
    allowed: 'http://host:port',
    schema: schema.httpUrlSchema,
  }),
  NEARHOP_CACHE_NODE_CA_FILE: optionalVariable({
    description: "Certificate authorities in PEM that origins are trusted by, besides the system's",
    services: ['cache-node'],
    allowed: 'the path of a file',
    schema: schema.textSchema,
  }),
  NEARHOP_CACHE_NODE_MAX_CONNECTIONS: variable({
    description: 'Connections of devices that the cache node holds open at once',
    services: ['cache-node'],
    allowed: 'a whole number, 1 to 1000000',
    schema: schema.wholeNumberSchema(1, 1_000_000),
    default: '10000',
  }),
  NEARHOP_CACHE_NODE_MAX_CONNECTIONS_PER_ADDRESS: optionalVariable({
    description: 'Of these, from one remote address; unset for no limit, since many homes may share an address',
    services: ['cache-node'],
    allowed: 'a whole number, 1 to 1000000',
    schema: schema.wholeNumberSchema(1, 1_000_000),
  }),
  NEARHOP_CACHE_NODE_MAX_REQUESTS_PER_ORIGIN: variable({
    description: 'Requests to one origin under way at once, for each drive',
    services: ['cache-node'],
    allowed: 'a whole number, 1 to 10000',
    schema: schema.wholeNumberSchema(1, 10_000),
    default: '64',
  }),
  NEARHOP_CACHE_NODE_MAX_EGRESS_MBITS: optionalVariable({
    description: 'The most that the cache node sends to devices, all together, in Mbit/s; unset for no limit',
    services: ['cache-node'],
    allowed: 'a whole number, 1 to 1000000',
    schema: schema.wholeNumberSchema(1, 1_000_000),
  }),
  NEARHOP_CACHE_NODE_ACCESS_LOG: optionalVariable({
    description: 'File to which a JSON line per request is added; unset for none',
    services: ['cache-node'],
    allowed: 'the path of a file',
    schema: schema.textSchema,
  }),
  NEARHOP_CACHE_NODE_ACCESS_LOG_SAMPLE: variable({
    description: 'Logs one of so many requests',
    services: ['cache-node'],
    allowed: 'a whole number, 1 to 1000000',
    schema: schema.wholeNumberSchema(1, 1_000_000),
    default: '1',
  }),
  NEARHOP_CACHE_NODE_STATUS_TOKEN: optionalVariable({
    description:
      'Whoever sends it as bearer token may read the summary and purge from anywhere; unset: loopback alone may',
    services: ['cache-node'],
    allowed: '20 to 200 visible ASCII characters',
    schema: schema.tokenSchema,
    secret: true,
  }),
} as const;
