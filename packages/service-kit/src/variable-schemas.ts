import { AddressPolicy, Prefix } from '@nearhop/ip';
import { z } from 'zod';
import { parseListen } from './listen-address.ts';

export const textSchema = z.string();

export const storeSchema = z
  .string()
  .regex(/^(?:sqlite:.+|rediss?:\/\/.+|redis\+sentinel:\/\/[^/]+\/[^/]+|redis\+cluster:\/\/.+)$/);

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
