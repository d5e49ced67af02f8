import { answerStatically, objectsByPath, TEST_PATH, testObject } from '@nearhop/static-origin';
import { Router } from 'express';
import { methodNotAllowed } from '../method-not-allowed.ts';

/** Control as an origin: the object that an installation is tested with. */
export function testObjectRoutes(): Router {
  const objects = objectsByPath([testObject()]);
  const router = Router();
  router
    .route(TEST_PATH)
    .get(async (request, response) => {
      const headers = new Headers();
      for (const name of ['if-none-match', 'if-range', 'range']) {
        const value = request.get(name);
        if (value !== undefined) headers.set(name, value);
      }
      const asked = new Request(`http://origin${TEST_PATH}`, { headers });
      const answer = answerStatically(asked, objects);
      response.status(answer.status).set(Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })
    .all(methodNotAllowed('GET', 'HEAD'));
  return router;
}
