import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../house/source-files.ts';

const names = z.array(z.string());
const duration = z.string().regex(/^\d+m?s$/);

/** What our file uses of the Compose specification, and nothing else: a misspelt key would be taken for none. */
const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  profiles: names.optional(),
  hostname: z.string().optional(),
  user: z.string().optional(),
  command: names.optional(),
  environment: z.record(z.string(), z.string()).default({}),
  networks: names.optional(),
  network_mode: z.string().optional(),
  ports: z.array(z.string().regex(/^\d+:\d+$/)).default([]),
  volumes: z.array(z.string().regex(/^[^:]+:\/[^:]+(?::ro)?$/)).default([]),
  secrets: names.default([]),
  tmpfs: names,
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_started']) }))
    .default({}),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({ test: names, interval: duration, timeout: duration, start_period: duration, retries: z.int() }),
    ])
    .optional(),
  restart: z.enum(['unless-stopped', 'no']),
  init: z.literal(true),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  stop_grace_period: duration.optional(),
  ulimits: z.strictObject({ nofile: z.int() }).optional(),
  logging: z.strictObject({ driver: z.literal('json-file'), options: z.record(z.string(), z.string()) }),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({
        cpus: z.string().regex(/^[\d.]+$/),
        memory: z.string().regex(/^\d+[mg]$/),
        pids: z.int(),
      }),
    }),
  }),
});

const composeSchema = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.strictObject({ internal: z.literal(true).optional() }).nullable()),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

export type ComposeService = z.infer<typeof serviceSchema>;
export type ComposeFile = z.infer<typeof composeSchema>;

/** Reads docker-compose.yml with its anchors and merges; members that begin with `x-` are only there to be merged. */
export function readComposeFile(): ComposeFile {
  const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
  const file = parse(text, { merge: true, strict: true }) as Record<string, unknown>;
  return composeSchema.parse(Object.fromEntries(Object.entries(file).filter(([name]) => !name.startsWith('x-'))));
}

/** Mounts of a service: a path of the repository, or a named volume. */
export function mountsOf(
  service: ComposeService,
): readonly { readonly source: string; readonly target: string; readonly readOnly: boolean }[] {
  return service.volumes.map((text) => {
    const [source = '', target = '', mode] = text.split(':');
    return { source, target, readOnly: mode === 'ro' };
  });
}
