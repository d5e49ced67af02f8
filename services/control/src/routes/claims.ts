import { readClaimStates } from '@nearhop/management';
import { Router } from 'express';
import { actorOf } from '../actor.ts';
import { JSON_TYPE, jsonBody } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { PAGE_PARAMETERS, readPage, readQuery } from '../query.ts';
import { replyPage } from '../replies.ts';

export function claimRoutes({ management }: Pick<ControlContext, 'management'>): Router {
  const router = Router();
  router
    .route('/claims')
    .get(async (request, response) => {
      const { state, customer, ...page } = readQuery(request, [...PAGE_PARAMETERS, 'state', 'customer']);
      const states = state === undefined ? undefined : readClaimStates(state);
      replyPage(request, response, await management.listClaims({ ...readPage(page), customer, states }));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/claims/check')
    .post(jsonBody(JSON_TYPE), async (request, response) => {
      readQuery(request, []);
      response.json(await management.checkClaims(request.body, { by: actorOf(request) }));
    })
    .all(methodNotAllowed('POST'));
  return router;
}
