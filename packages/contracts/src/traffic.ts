import { z } from 'zod';
import { prefixTextSchema } from './address-text.ts';
import { instantSchema } from './instant.ts';

/** How many networks one report of a router names. */
export const MAX_REPORTED_NETWORKS = 4_096;

/**
 * The body of `POST /v1/reports`: what a router answered since its last report, counted by network. Clients in a block are counted for the
 * block, others for the /16 or /32 around them.
 */
export const routerReportSchema = z.strictObject({
  /** A random name that the router gave itself when it started. */
  router: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  since: instantSchema,
  until: instantSchema,
  /** All answers, of which `networks` may be a sample. */
  answers: z.int().min(0),
  networks: z.array(z.strictObject({ prefix: prefixTextSchema, clients: z.int().min(1) })).max(MAX_REPORTED_NETWORKS),
});
export type RouterReport = z.infer<typeof routerReportSchema>;

/** How many networks a distribution of clients names; a larger file is drawn from. */
export const MAX_TRAFFIC_NETWORKS = 20_000;

/** The body of `POST /v1/traffic`: where requests come from, for the dry runs that name it. */
export const clientTrafficSchema = z.strictObject({
  networks: z
    .array(z.strictObject({ prefix: prefixTextSchema, weight: z.number().positive() }))
    .min(1)
    .max(MAX_TRAFFIC_NETWORKS),
});
export type ClientTrafficBody = z.infer<typeof clientTrafficSchema>;

/** The answer to `POST /v1/traffic`: `?traffic=<id>` of a dry run names it. */
export const trafficKeptSchema = z.strictObject({ id: z.string(), until: instantSchema });
export type TrafficKept = z.infer<typeof trafficKeptSchema>;

/** How many moves an answer lists. */
export const MAX_MOVES_SHOWN = 50;

/** What share of the requests a change would move, and from where to where. */
export const trafficMovesSchema = z.strictObject({
  /** `reports`: the routers' counts of the last day; `file`: what the request named. */
  basis: z.enum(['reports', 'file']),
  /** How many requests, or what weight, it was worked out for. */
  requests: z.number(),
  /** The share that stays where it is, 0 to 1. */
  unchanged: z.number(),
  /** The largest first; `cdn`, or the name of the node that devices try first. */
  moves: z.array(z.strictObject({ from: z.string(), to: z.string(), share: z.number() })).max(MAX_MOVES_SHOWN),
});
export type TrafficMoves = z.infer<typeof trafficMovesSchema>;
