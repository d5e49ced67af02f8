import type { Problem } from '@nearhop/contracts';
import { createLog } from '@nearhop/service-kit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlConfig } from '../config.ts';
import type { ControlOverrides } from '../context.ts';
import { start } from '../start.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json(): unknown;
  problem(): Problem;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is text. */
  readonly body?: unknown;
}

/** Control with a store of its own, asked over real HTTP. */
export interface ScratchControl {
  readonly url: string;
  readonly opsUrl: string;
  /** Lines of its log. */
  readonly log: readonly string[];
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  end(): Promise<void>;
}

export async function scratchControl(
  config: Partial<ControlConfig> = {},
  overrides: ControlOverrides = {},
): Promise<ScratchControl> {
  const directory = await mkdtemp(join(tmpdir(), 'nearhop-control-'));
  const log: string[] = [];
  const service = await start(
    {
      store: `sqlite:${join(directory, 'registry.db')}`,
      listen: { host: '127.0.0.1', port: 0 },
      opsListen: { host: '127.0.0.1', port: 0 },
      routers: [],
      asnFile: undefined,
      supportContact: undefined,
      privateNetworks: [],
      lab: false,
      logLevel: 'info',
      storeAcks: undefined,
      ...config,
    },
    { log: createLog('control', { destination: { write: (line) => void log.push(line) } }), ...overrides },
  );
  const url = service.endpoints['http'] ?? '';
  return {
    url,
    opsUrl: service.endpoints['ops'] ?? '',
    log,
    ask: (method, path, options) => ask(`${url}${path}`, method, options),
    end: async () => {
      await service.stop();
      await rm(directory, { recursive: true });
    },
  };
}

async function ask(url: string, method: string, { headers = {}, body }: AskOptions = {}): Promise<Answer> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': type }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (): unknown => JSON.parse(text),
    problem: () => {
      if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
        throw new Error(`Expected a problem: received ${response.status} ${text.slice(0, 200)}`);
      }
      return JSON.parse(text) as Problem;
    },
  };
}
