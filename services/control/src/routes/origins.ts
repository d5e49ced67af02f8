import { Router, type Request } from 'express';
import { JSON_TYPE, jsonBody, MERGE_PATCH_TYPE } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { PAGE_PARAMETERS, readPage, readQuery } from '../query.ts';
import { replyCreated, replyPage, replyRecord, replyWritten } from '../replies.ts';
import { readChange, readWrite } from '../write-request.ts';

export function originRoutes({ management }: Pick<ControlContext, 'management'>): Router {
  const router = Router();
  router
    .route('/origins')
    .get(async (request, response) => {
      replyPage(request, response, await management.listOrigins(readPage(readQuery(request, PAGE_PARAMETERS))));
    })
    .post(jsonBody(JSON_TYPE), async (request, response) => {
      const written = await management.addOrigin(request.body, readWrite(request));
      replyCreated(response, written, written.origin, `/v1/origins/${encodeURIComponent(written.origin.host)}`);
    })
    .all(methodNotAllowed('GET', 'POST'));
  router
    .route('/origins/:host')
    .get(async (request: Request<{ host: string }>, response) => {
      readQuery(request, []);
      replyRecord(response, await management.showOrigin(request.params.host));
    })
    .patch(jsonBody(MERGE_PATCH_TYPE, JSON_TYPE), async (request: Request<{ host: string }>, response) => {
      const written = await management.editOrigin(request.params.host, request.body, readChange(request));
      replyWritten(response, written, written.origin);
    })
    .delete(async (request: Request<{ host: string }>, response) => {
      replyWritten(response, await management.removeOrigin(request.params.host, readChange(request)));
    })
    .all(methodNotAllowed('GET', 'PATCH', 'DELETE'));
  return router;
}
