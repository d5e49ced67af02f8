import { quotedValue } from '@nearhop/ip';
import type { Request } from 'express';
import { Refusal } from './refusal.ts';

const NAME = /^[\x21-\x7e]{1,100}$/;

/**
 * Whose request it is, as history keeps it: `api:` and the name in `Nearhop-Actor`. Whoever reaches control is on this machine and is
 * believed, until there is a sign-in.
 */
export function actorOf(request: Request): string {
  const name = request.get('Nearhop-Actor');
  if (name === undefined) return 'api:loopback';
  if (NAME.test(name)) return `api:${name}`;
  throw new Refusal(
    400,
    'bad-actor',
    `Cannot read Nearhop-Actor: write 1 to 100 visible ASCII characters: received ${quotedValue(name)}`,
  );
}
