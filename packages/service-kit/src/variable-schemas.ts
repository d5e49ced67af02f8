import { Address, AddressPolicy, Prefix } from '@nearhop/ip';
import { z } from 'zod';
import { parseListen } from './listen-address.ts';

export const textSchema = z.string();

/** One line of at most 200 characters. */
export const lineSchema = z.string().regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}$/u);

/** A name that fits into a header. */
export const actorSchema = z.string().regex(/^[\x21-\x7e]{1,100}$/);

export const storeSchema = z
  .string()
  .regex(/^(?:sqlite:.+|rediss?:\/\/.+|redis\+sentinel:\/\/[^/]+\/[^/]+|redis\+cluster:\/\/.+)$/);

/** A secret that is sent as a bearer token. */
export const tokenSchema = z.string().regex(/^[\x21-\x7e]{20,200}$/);

export const logLevelSchema = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);

export const flagSchema = z.enum(['true', 'false']).transform((text) => text === 'true');

export const listenSchema = z.string().transform((text, context) => {
  const listen = parseListen(text);
  if (listen !== undefined) return listen;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

export function wholeNumberSchema(least: number, most: number) {
  return z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
}

/** CIDRs separated by commas; an item that is none is reported with what is wrong about it. */
export const prefixListSchema = prefixList((prefix) => prefix);

/** As `prefixListSchema`, of special-use space that a deployment may own. */
export const privateNetworksSchema = prefixList((prefix) => {
  // Its constructor throws for space that is nobody's to own.
  void new AddressPolicy({ privateNetworks: [prefix], lab: false });
  return prefix;
});

export const httpUrlSchema = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+\/*$/)
  .refine((text) => URL.canParse(text))
  .transform((text) => text.replace(/\/+$/, ''));

export const httpUrlListSchema = z.string().transform(items).pipe(z.array(httpUrlSchema));

/** `<directory>:<size>` separated by commas; the size is what stands behind the last colon of an item. */
export const driveListSchema = z.string().transform((text, context) =>
  text.split(',').flatMap((item) => {
    const match = /^(?<directory>.*):(?<sizeText>[^:]*)$/s.exec(item);
    if (match?.groups === undefined) {
      context.addIssue({ code: 'custom', message: `${JSON.stringify(item)} has no size`, params: { explains: true } });
      return [];
    }
    return [{ directory: match.groups['directory'] ?? '', sizeText: match.groups['sizeText'] ?? '' }];
  }),
);

/** Name servers: IP addresses, with or without a port (an IPv6 address with a port in brackets). */
export const resolverListSchema = z.string().transform((text, context) =>
  items(text).flatMap((item) => {
    const withPort = Address.tryParse(item) === undefined ? parseListen(item) : undefined;
    if (Address.tryParse(withPort?.host ?? item) !== undefined) return [item];
    context.addIssue({ code: 'custom', message: `${JSON.stringify(item)} is no address`, params: { explains: true } });
    return [];
  }),
);

function prefixList(checked: (prefix: Prefix) => Prefix) {
  return z.string().transform((text, context) =>
    items(text).flatMap((item) => {
      try {
        return [checked(Prefix.parse(item))];
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message, params: { explains: true } });
        return [];
      }
    }),
  );
}

function items(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
