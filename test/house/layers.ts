/**
 * Who may import whom. Packages from the bottom layer up, each with all that it may import of ours;
 * services import packages and never each other; only the CLI's `up` and `run` and the tests compose services.
 */
export const PACKAGE_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  ip: [],
  'http-cache': [],
  http1: [],
  'static-origin': [],
  client: [],
  contracts: ['ip'],
  'route-table': ['ip'],
  auth: ['contracts'],
  health: ['contracts'],
  decision: ['ip', 'route-table', 'contracts'],
  'cache-store': ['http-cache'],
  'node-link': ['ip', 'contracts', 'auth'],
  registry: ['ip', 'contracts'],
  management: ['ip', 'route-table', 'contracts', 'auth', 'decision', 'registry'],
  replay: ['ip', 'contracts'],
  'service-kit': ['ip', 'contracts', 'auth'],
};

/** Packages that know no I/O, no clock and no environment. */
export const PURE_PACKAGES = ['ip', 'route-table', 'decision', 'health', 'http-cache'] as const;

/** Files of the CLI that start services in their own process. */
export const COMPOSERS = /^services\/cli\/src\/(?:commands\/(?:up|run)|up\/)/;
