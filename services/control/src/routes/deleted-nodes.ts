import { Router, type Request } from 'express';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { PAGE_PARAMETERS, readPage, readQuery } from '../query.ts';
import { replyPage, replyWritten } from '../replies.ts';
import { readOptionalChange } from '../write-request.ts';

/** What was deleted and can be restored. */
export function deletedNodeRoutes({ management }: Pick<ControlContext, 'management'>): Router {
  const router = Router();
  router
    .route('/deleted-nodes')
    .get(async (request, response) => {
      const { customer, ...page } = readQuery(request, [...PAGE_PARAMETERS, 'customer']);
      replyPage(request, response, await management.listDeletedNodes({ ...readPage(page), customer }));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/nodes/:node/restore')
    .post(async (request: Request<{ node: string }>, response) => {
      const written = await management.restoreNode(request.params.node, readOptionalChange(request));
      replyWritten(response, written, written.node);
    })
    .all(methodNotAllowed('POST'));
  return router;
}
