import type { Request, RequestHandler, Response } from 'express';
import { Refusal } from './refusal.ts';

/** The last handler of an address: 405 with the methods that it has. */
export function methodNotAllowed(...methods: readonly string[]): RequestHandler {
  const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  return (request: Request, _response: Response) => {
    throw new Refusal(
      405,
      'method-not-allowed',
      `Cannot ${request.method} ${request.baseUrl}${request.path}: write one of ${allowed.join(', ')}`,
      {
        headers: { Allow: allowed.join(', ') },
      },
    );
  };
}
