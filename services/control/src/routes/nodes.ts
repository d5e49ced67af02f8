import { Router, type Request } from 'express';
import { JSON_TYPE, jsonBody, MERGE_PATCH_TYPE } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { PAGE_PARAMETERS, readPage, readQuery } from '../query.ts';
import { replyCreated, replyPage, replyRecord, replyWritten } from '../replies.ts';
import { readChange, readWrite } from '../write-request.ts';

/** A node's address is its id; `customer/name`, with the slash as `%2F`, and a name that only one customer uses are taken too. */
export function nodeRoutes({ management }: Pick<ControlContext, 'management'>): Router {
  const router = Router();
  router
    .route('/nodes')
    .get(async (request, response) => {
      const query = readQuery(request, [...PAGE_PARAMETERS, 'customer']);
      replyPage(request, response, await management.listNodes({ ...readPage(query), customer: query.customer }));
    })
    .post(jsonBody(JSON_TYPE), async (request, response) => {
      const written = await management.createNode(request.body, readWrite(request));
      replyCreated(response, written, written.node, `/v1/nodes/${written.node.id}`);
    })
    .all(methodNotAllowed('GET', 'POST'));
  router
    .route('/nodes/:node')
    .get(async (request: Request<{ node: string }>, response) => {
      readQuery(request, []);
      replyRecord(response, await management.showNode(request.params.node));
    })
    .patch(jsonBody(MERGE_PATCH_TYPE, JSON_TYPE), async (request: Request<{ node: string }>, response) => {
      const written = await management.editNode(request.params.node, request.body, readChange(request));
      replyWritten(response, written, written.node);
    })
    .delete(async (request: Request<{ node: string }>, response) => {
      replyWritten(response, await management.deleteNode(request.params.node, readChange(request)));
    })
    .all(methodNotAllowed('GET', 'PATCH', 'DELETE'));
  return router;
}
