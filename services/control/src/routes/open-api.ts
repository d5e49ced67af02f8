import { openApiDocument } from '@nearhop/contracts';
import { VERSION } from '@nearhop/service-kit';
import { Router } from 'express';
import { methodNotAllowed } from '../method-not-allowed.ts';

export function openApiRoutes(): Router {
  const text = JSON.stringify(openApiDocument(VERSION));
  const router = Router();
  router
    .route('/openapi.json')
    .get((_request, response) => {
      response.type('application/json').send(text);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
