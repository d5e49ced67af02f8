import { namesLoopback } from '@nearhop/service-kit';
import type { NextFunction, Request, Response } from 'express';
import { Refusal } from './refusal.ts';

/**
 * Refuses what a web page elsewhere can make a browser on this machine send: requests under another name that resolves to
 * loopback (DNS rebinding), and requests of other origins. What is no browser sends neither Origin nor Sec-Fetch-Site.
 */
export function onlyLocalRequests(request: Request, _response: Response, next: NextFunction): void {
  const host = request.headers.host ?? '';
  if (!namesLoopback(host)) {
    throw new Refusal(421, 'foreign-host', 'Cannot answer under this Host: ask for localhost or 127.0.0.1');
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    throw new Refusal(403, 'foreign-origin', 'Cannot answer a page of another origin');
  }
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Refusal(403, 'foreign-origin', 'Cannot answer a page of another site');
  }
  next();
}
