import type { Purge } from '@nearhop/cache-store';
import { z } from 'zod';
import type { AllowedOrigins } from '../node-state/allowed-origins.ts';
import { readContentPlace, type PlaceRules } from '../content/read-content-place.ts';

const purgeSchema = z.union([
  z.strictObject({ url: z.string().max(8_192) }),
  z.strictObject({ origin: z.string().max(300), prefix: z.string().max(8_192) }),
  z.strictObject({ origin: z.string().max(300) }),
]);

export type PurgeRules = Omit<PlaceRules, 'namedBy'>;

export type PurgeReading =
  { readonly kind: 'purge'; readonly purge: Purge } | { readonly kind: 'refused'; readonly detail: string };

const FORMS = 'Write {"url": "http://host/path"}, {"origin": "host", "prefix": "/path"} or {"origin": "host"}';
const URL_FORM = /^https?:\/\/(?<authority>[^/?#]+)(?<target>[/?].*)?$/;

/** What is to be forgotten. A URL is the origin's own, or a node's with `cacheHostOrigin` in it. */
export function readPurge(body: unknown, origins: AllowedOrigins, rules: PurgeRules): PurgeReading {
  const result = purgeSchema.safeParse(body);
  if (!result.success) return refused(FORMS);
  const { data } = result;
  if ('url' in data) return byUrl(data.url, origins, rules);
  const origin = originText(data.origin, origins, rules);
  if (origin === undefined) return refused(`Cannot purge origin ${JSON.stringify(data.origin)}: write one of the list`);
  if (!('prefix' in data)) return { kind: 'purge', purge: { by: 'origin', origin } };
  const { prefix } = data;
  if (!prefix.startsWith('/')) return refused(`Cannot purge prefix ${JSON.stringify(prefix)}: it must begin with "/"`);
  return { kind: 'purge', purge: { by: 'prefix', origin, prefix } };
}

function byUrl(url: string, origins: AllowedOrigins, rules: PurgeRules): PurgeReading {
  const groups = URL_FORM.exec(url)?.groups;
  if (groups === undefined) return refused(`Cannot purge ${JSON.stringify(url)}: write http://host/path`);
  const target = groups['target'] ?? '/';
  const reading = readContentPlace(target.startsWith('/') ? target : `/${target}`, groups['authority'], origins, {
    ...rules,
    namedBy: 'parameter-or-host',
  });
  if (reading.kind === 'refused') return refused(reading.detail);
  const { originText: origin, target: exact } = reading.place;
  return { kind: 'purge', purge: { by: 'target', origin, target: exact } };
}

function originText(named: string, origins: AllowedOrigins, rules: PurgeRules): string | undefined {
  const reading = readContentPlace('/', named, origins, { ...rules, namedBy: 'parameter-or-host' });
  return reading.kind === 'place' ? reading.place.originText : undefined;
}

function refused(detail: string): PurgeReading {
  return { kind: 'refused', detail };
}
