import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { ControlContext } from './context.ts';
import { onlyLocalRequests } from './local-requests.ts';
import { problemReply } from './problem-reply.ts';
import { Refusal } from './refusal.ts';
import { claimRoutes } from './routes/claims.ts';
import { customerRoutes } from './routes/customers.ts';
import { deletedNodeRoutes } from './routes/deleted-nodes.ts';
import { activationRoutes } from './routes/activations.ts';
import { nodeKeyRoutes } from './routes/node-keys.ts';
import { fleetRoutes } from './routes/fleet.ts';
import { historyRoutes } from './routes/history.ts';
import { importRoutes } from './routes/imports.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { openApiRoutes } from './routes/open-api.ts';
import { originRoutes } from './routes/origins.ts';
import { reportRoutes } from './routes/reports.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { testObjectRoutes } from './routes/test-object.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The management API as an Express application. */
export function controlApp(context: ControlContext): Express {
  const app = express();
  app.set('etag', false); // a record's ETag is its revision
  app.set('query parser', false); // see query.ts
  app.set('case sensitive routing', true);
  app.set('x-powered-by', false);
  app.use(context.counts.middleware, helmet(), onlyLocalRequests, limiter(context));
  app.use(openApiRoutes(), testObjectRoutes());
  app.use(
    '/v1',
    revalidate,
    customerRoutes(context),
    activationRoutes(context),
    nodeRoutes(context),
    deletedNodeRoutes(context),
    claimRoutes(context),
    reviewRoutes(context),
    nodeKeyRoutes(context),
    originRoutes(context),
    importRoutes(context),
    fleetRoutes(context),
    historyRoutes(context),
    reportRoutes(context),
    webhookRoutes(context),
  );
  app.use((request) => {
    throw new Refusal(404, 'not-found', `Cannot find ${request.path}: /openapi.json says what there is`);
  });
  app.use(problemReply(context));
  return app;
}

function limiter({ requestsPerSecond }: ControlContext) {
  return rateLimit({
    windowMs: 1_000,
    limit: requestsPerSecond,
    standardHeaders: false,
    legacyHeaders: false,
    handler: () => {
      throw new Refusal(
        429,
        'too-many-requests',
        `Cannot answer more than ${requestsPerSecond} requests a second: wait a second`,
        {
          headers: { 'Retry-After': '1' },
        },
      );
    },
  });
}

const revalidate: express.RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-cache');
  next();
};
