import { Address, AddressError } from '@nearhop/ip';
import { Router } from 'express';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { readQuery } from '../query.ts';
import { Refusal } from '../refusal.ts';

/** What the routers make of the registry: where each stands, and how each answers an address. */
export function fleetRoutes({ fleet, management }: Pick<ControlContext, 'fleet' | 'management'>): Router {
  const router = Router();
  router
    .route('/routers')
    .get(async (request, response) => {
      readQuery(request, []);
      response.json({ items: await fleet.statuses() });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/explain')
    .get(async (request, response) => {
      response.json(await fleet.explain(readAddress(readQuery(request, ['address']).address)));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/position')
    .get(async (request, response) => {
      readQuery(request, []);
      response.json(await management.position());
    })
    .all(methodNotAllowed('GET'));
  return router;
}

function readAddress(text: string | undefined): string {
  if (text === undefined)
    throw new Refusal(400, 'bad-query', 'Cannot explain: write ?address=, such as ?address=198.51.100.7');
  try {
    return Address.parse(text).toString();
  } catch (error) {
    if (error instanceof AddressError) throw new Refusal(400, 'bad-query', `Cannot explain: ${error.message}`);
    throw error;
  }
}
