import { readClaimStates } from '@nearhop/management';
import { Router, type Request, type RequestHandler } from 'express';
import { JSON_TYPE, jsonBody } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { PAGE_PARAMETERS, readPage, readQuery } from '../query.ts';
import { replyPage, replyRecord, replyWritten } from '../replies.ts';
import { readOptionalChange } from '../write-request.ts';

type ClaimRequest = Request<{ claim: string }>;

/** A claim's address is its id, `<prefix>@<node>` with the slash as `%2F`; the node may be named as anywhere. */
export function reviewRoutes({ management }: Pick<ControlContext, 'management'>): Router {
  const router = Router();
  router
    .route('/reviews')
    .get(async (request, response) => {
      const { state, customer, ...page } = readQuery(request, [...PAGE_PARAMETERS, 'state', 'customer']);
      const states = state === undefined ? undefined : readClaimStates(state);
      replyPage(request, response, await management.listReviews({ ...readPage(page), customer, states }));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/reviews/:claim')
    .get(async (request: ClaimRequest, response) => {
      readQuery(request, []);
      replyRecord(response, await management.showReview(request.params.claim));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/reviews/:claim/approve')
    .post(async (request: ClaimRequest, response) => {
      const written = await management.approveClaim(request.params.claim, readOptionalChange(request));
      replyWritten(response, written, written.claim);
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/reviews/:claim/refuse')
    .post(async (request: ClaimRequest, response) => {
      const written = await management.refuseClaim(request.params.claim, readOptionalChange(request));
      replyWritten(response, written, written.claim);
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/reviews/:claim/comment')
    .post(jsonBody(JSON_TYPE), async (request: ClaimRequest, response) => {
      const { claim } = request.params;
      const written = await management.commentOnClaim(claim, request.body, readOptionalChange(request));
      replyWritten(response, written, written.claim);
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/reviews/:claim/resubmit')
    .post(optionalJson, async (request: ClaimRequest, response) => {
      const { claim } = request.params;
      const written = await management.resubmitClaim(claim, request.body ?? {}, readOptionalChange(request));
      replyWritten(response, written, written.claim);
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/reviews/:claim/withdraw')
    .post(async (request: ClaimRequest, response) => {
      replyWritten(response, await management.withdrawClaim(request.params.claim, readOptionalChange(request)));
    })
    .all(methodNotAllowed('POST'));
  return router;
}

const readJson = jsonBody(JSON_TYPE);

/** A body may be left out with its type. */
const optionalJson: RequestHandler = (request, response, next) => {
  const length = request.get('Content-Length');
  const isEmpty = request.get('Transfer-Encoding') === undefined && (length === undefined || length === '0');
  if (isEmpty && request.get('Content-Type') === undefined) next();
  else readJson(request, response, next);
};
