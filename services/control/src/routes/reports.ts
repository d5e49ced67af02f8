import { clientTrafficSchema, readMembers, routerReportSchema } from '@nearhop/contracts';
import { Router, type Request } from 'express';
import type { z } from 'zod';
import { JSON_TYPE, jsonBody } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { readQuery } from '../query.ts';
import { Refusal } from '../refusal.ts';

/** Where requests come from: as routers report it, and as somebody brings it for dry runs. */
export function reportRoutes({ traffic, namedTraffic }: Pick<ControlContext, 'traffic' | 'namedTraffic'>): Router {
  const router = Router();
  router
    .route('/reports')
    .post(jsonBody(JSON_TYPE), (request, response) => {
      traffic.add(readBody(request, routerReportSchema, 'Cannot take the report'));
      response.status(204).end();
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/traffic')
    .post(jsonBody(JSON_TYPE), (request, response) => {
      response.status(201).json(namedTraffic.keep(readBody(request, clientTrafficSchema, 'Cannot keep the traffic')));
    })
    .all(methodNotAllowed('POST'));
  return router;
}

function readBody<Shape extends z.ZodRawShape>(request: Request, schema: z.ZodObject<Shape>, action: string) {
  readQuery(request, []);
  const body = schema.safeParse(request.body);
  if (body.success) return body.data;
  const { fields } = readMembers(schema, request.body);
  throw new Refusal(422, 'invalid', `${action}: ${fields[0]?.pointer ?? ''}: ${fields[0]?.detail ?? ''}`, { fields });
}
