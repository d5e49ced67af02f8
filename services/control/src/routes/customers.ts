import { Router, type Request } from 'express';
import { JSON_TYPE, jsonBody, MERGE_PATCH_TYPE } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { PAGE_PARAMETERS, readPage, readQuery } from '../query.ts';
import { replyCreated, replyPage, replyRecord, replyWritten } from '../replies.ts';
import { readChange, readWrite } from '../write-request.ts';

export function customerRoutes({ management }: Pick<ControlContext, 'management'>): Router {
  const router = Router();
  router
    .route('/customers')
    .get(async (request, response) => {
      replyPage(request, response, await management.listCustomers(readPage(readQuery(request, PAGE_PARAMETERS))));
    })
    .post(jsonBody(JSON_TYPE), async (request, response) => {
      const written = await management.createCustomer(request.body, readWrite(request));
      replyCreated(response, written, written.customer, `/v1/customers/${written.customer.id}`);
    })
    .all(methodNotAllowed('GET', 'POST'));
  router
    .route('/customers/:id')
    .get(async (request: Request<{ id: string }>, response) => {
      readQuery(request, []);
      replyRecord(response, await management.showCustomer(request.params.id));
    })
    .patch(jsonBody(MERGE_PATCH_TYPE, JSON_TYPE), async (request: Request<{ id: string }>, response) => {
      const written = await management.editCustomer(request.params.id, request.body, readChange(request));
      replyWritten(response, written, written.customer);
    })
    .all(methodNotAllowed('GET', 'PATCH'));
  return router;
}
