import type { Meters } from '@nearhop/service-kit';
import type { NextFunction, Request, Response } from 'express';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']);

/** Counts answers by method and class of status: at most six times five numbers. */
export class RequestCounts {
  readonly #counts = new Map<string, number>();

  constructor(meters: Pick<Meters, 'counter'>) {
    meters.counter('nearhop_control_requests_total', 'Answers of the management API', (observe) => {
      for (const [key, count] of this.#counts) {
        const [method = '', status = ''] = key.split(' ');
        observe(count, { method, status });
      }
    });
  }

  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    response.once('finish', () => {
      const method = METHODS.has(request.method) ? request.method : 'other';
      const key = `${method} ${Math.floor(response.statusCode / 100)}xx`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    });
    next();
  };
}
