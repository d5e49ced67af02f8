import { bearerToken } from '@nearhop/auth';
import { activationRequestSchema, heartbeatRequestSchema } from '@nearhop/contracts';
import type { ActivationRefusal, KnownCredential } from '@nearhop/management';
import { Router, type Request } from 'express';
import type { ControlContext } from '../context.ts';
import { nodeEnrolled, registrationKeyMisused } from '../events.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { readQuery } from '../query.ts';
import { Refusal } from '../refusal.ts';
import { readBody, smallBody } from '../small-body.ts';

type Dependencies = Pick<ControlContext, 'activations' | 'links' | 'log'>;

/** What nodes themselves ask of control: to be enrolled, to be alive, to get a new credential. */
export function activationRoutes(context: Dependencies): Router {
  const { activations, links, log } = context;
  const router = Router();
  router
    .route('/activations')
    .post(smallBody(), async (request, response) => {
      readQuery(request, []);
      const asked = readBody(activationRequestSchema, request.body);
      const outcome = await activations.activateNode(asked);
      links.counts.activation(outcome);
      if (outcome.kind === 'refused') {
        if (outcome.reason === 'misused') registrationKeyMisused(log, asked.node);
        throw new Refusal(403, 'not-activated', REFUSED[outcome.reason]);
      }
      nodeEnrolled(log, asked.node);
      response.set('Cache-Control', 'no-store').json(outcome.issued);
      links.proveSoon(asked.node);
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/credentials')
    .post(async (request, response) => {
      readQuery(request, []);
      const issued = await activations.renewCredential(bearerToken(request.get('Authorization')) ?? '');
      if (issued === undefined) throw notKnown();
      response.set('Cache-Control', 'no-store').json(issued);
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/heartbeats')
    .post(smallBody(), async (request, response) => {
      const sender = await senderOf(context, request);
      const beat = readBody(heartbeatRequestSchema, request.body);
      if (beat.node !== sender.node) {
        throw new Refusal(403, 'other-node', 'Cannot take this heartbeat: the credential is that of another node');
      }
      const answer = await links.takeHeartbeat(beat, sender);
      if (answer === undefined) throw new Refusal(404, 'not-found', 'Cannot take this heartbeat: the node was deleted');
      response.set('Cache-Control', 'no-store').json(answer);
    })
    .all(methodNotAllowed('POST'));
  return router;
}

const ASK_OPERATOR = 'ask the operator for a new one: nearhop key issue';

const REFUSED: Readonly<Record<ActivationRefusal, string>> = {
  unknown: `Cannot activate: this is not the registration key of such a node: ${ASK_OPERATOR}`,
  'bad-signature': 'Cannot activate: the signature is not by the private key of publicKey over this node and key',
  expired: `Cannot activate: the registration key has expired: ${ASK_OPERATOR}`,
  used: `Cannot activate: the registration key was used: ${ASK_OPERATOR}`,
  misused: `Cannot activate: another installation used the registration key, and somebody was told: ${ASK_OPERATOR}`,
};

async function senderOf({ links }: Dependencies, request: Request): Promise<KnownCredential> {
  const token = bearerToken(request.get('Authorization'));
  const sender = token === undefined ? undefined : await links.whoSends(token);
  if (sender !== undefined) return sender;
  links.counts.heartbeat('refused');
  throw notKnown();
}

function notKnown(): Refusal {
  return new Refusal(401, 'not-authenticated', "Cannot tell who asks: send the node's credential as bearer token", {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}
