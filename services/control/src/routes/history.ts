import { Router, type Request } from 'express';
import { JSON_TYPE, jsonBody } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { readPage, readQuery, readRevision } from '../query.ts';
import { replyWritten } from '../replies.ts';
import { readWrite } from '../write-request.ts';

export function historyRoutes({ management }: Pick<ControlContext, 'management'>): Router {
  const router = Router();
  router
    .route('/revisions')
    .get(async (request, response) => {
      const { before, limit } = readQuery(request, ['before', 'limit']);
      const page = await management.listRevisions({
        before: before === undefined ? undefined : readRevision('before', before),
        limit: readPage({ ...(limit !== undefined && { limit }) }).limit,
      });
      if (page.next !== undefined) {
        const query = new URLSearchParams({ before: page.next, ...(limit !== undefined && { limit }) });
        response.set('Link', `</v1/revisions?${query.toString()}>; rel="next"`);
      }
      response.json({ items: page.items });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/revisions/:revision')
    .get(async (request: Request<{ revision: string }>, response) => {
      readQuery(request, []);
      response.json(await management.showRevision(readRevision('revision', request.params.revision)));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/diff')
    .get(async (request, response) => {
      const { from, to, customer } = readQuery(request, ['from', 'to', 'customer']);
      const span = { from: readRevision('from', from), to: readRevision('to', to), customer };
      response.json(await management.diffRevisions(span));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/rollbacks')
    .post(jsonBody(JSON_TYPE), async (request, response) => {
      replyWritten(response, await management.rollBack(request.body, readWrite(request)));
    })
    .all(methodNotAllowed('POST'));
  return router;
}
