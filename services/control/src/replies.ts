import type { Position } from '@nearhop/contracts';
import type { Page } from '@nearhop/management';
import type { Request, Response } from 'express';
import { entityTag } from './write-request.ts';

/** A page, with the way to the next in `Link` (RFC 8288). */
export function replyPage<Item>(request: Request, response: Response, page: Page<Item>): void {
  if (page.next !== undefined) {
    const url = new URL(request.originalUrl, 'http://localhost');
    url.searchParams.set('after', page.next);
    response.set('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  response.json({ items: page.items });
}

/** A record with its ETag: the answer to a conditional request may be 304. */
export function replyRecord(response: Response, record: { readonly revision: number }): void {
  response.set('ETag', entityTag(record.revision)).json(record);
}

interface Written {
  readonly position: Position;
  readonly dryRun: boolean;
}

export function replyWritten(response: Response, written: Written, record?: { readonly revision: number }): void {
  if (record !== undefined && !written.dryRun) response.set('ETag', entityTag(record.revision));
  response.set('Nearhop-Revision', String(written.position.revision)).json(written);
}

/** 201 with the record's address, or 200 for a dry run and for a retry of what was made before. */
export function replyCreated(
  response: Response,
  written: Written & { readonly repeated: boolean },
  record: { readonly revision: number },
  location: string,
): void {
  if (!written.dryRun) response.set('Location', location);
  response.status(written.dryRun || written.repeated ? 200 : 201);
  replyWritten(response, written, record);
}
