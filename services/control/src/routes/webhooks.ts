import { Router, type Request } from 'express';
import { actorOf } from '../actor.ts';
import { JSON_TYPE, jsonBody } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { readQuery } from '../query.ts';

type WebhookRequest = Request<{ id: string }>;

/** Who is told of events. They lie among the secrets, so these writes are no revisions. */
export function webhookRoutes({ webhooks, webhookDesk }: Pick<ControlContext, 'webhooks' | 'webhookDesk'>): Router {
  const router = Router();
  router
    .route('/webhooks')
    .get(async (request, response) => {
      readQuery(request, []);
      const items = (await webhooks.list()).map((webhook) => webhookDesk.withState(webhook));
      response.json({ items });
    })
    .post(jsonBody(JSON_TYPE), async (request, response) => {
      readQuery(request, []);
      const created = await webhooks.create(request.body, { by: actorOf(request) });
      response
        .status(201)
        .set({ 'Cache-Control': 'no-store', Location: `/v1/webhooks/${created.id}` })
        .json(created);
    })
    .all(methodNotAllowed('GET', 'POST'));
  router
    .route('/webhooks/:id')
    .delete(async (request: WebhookRequest, response) => {
      readQuery(request, []);
      const removed = await webhooks.remove(request.params.id);
      webhookDesk.queue.forget(removed.id);
      response.json(removed);
    })
    .all(methodNotAllowed('DELETE'));
  router
    .route('/webhooks/:id/test')
    .post(async (request: WebhookRequest, response) => {
      readQuery(request, []);
      response.json(await webhookDesk.test(request.params.id));
    })
    .all(methodNotAllowed('POST'));
  return router;
}
