import { Router, type Request, type Response } from 'express';
import { checkType } from '../bodies.ts';
import type { ControlContext } from '../context.ts';
import { importBroken } from '../events.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { NdjsonReply } from '../ndjson-reply.ts';
import { readCount, readFlag, readQuery } from '../query.ts';
import { Refusal } from '../refusal.ts';
import { refuseIdempotencyKey, WRITE_PARAMETERS, writeRequest } from '../write-request.ts';

const IMPORT_PARAMETERS = [...WRITE_PARAMETERS, 'rows', 'rowsTotal', 'shared'] as const;

/** A CSV in, its report out as ImportEvents, one JSON a line, while it is read. */
export function importRoutes(context: Pick<ControlContext, 'management' | 'log'>): Router {
  const router = Router();
  router
    .route('/imports')
    .post((request, response) => takeImport(context, request, response))
    .all(methodNotAllowed('POST'));
  return router;
}

async function takeImport(
  { management, log }: Pick<ControlContext, 'management' | 'log'>,
  request: Request,
  response: Response,
): Promise<void> {
  checkType(request, ['text/csv']);
  refuseIdempotencyKey(request);
  const query = readQuery(request, IMPORT_PARAMETERS);
  if (query.rows !== undefined && query.rows !== 'all' && query.rows !== 'problems') {
    throw new Refusal(400, 'bad-query', 'Cannot read the query: "rows" must be all or problems');
  }
  const reply = new NdjsonReply(response);
  const options = {
    report: (event: unknown) => reply.send(event),
    rows: query.rows ?? 'problems',
    rowsTotal: readCount('rowsTotal', query.rowsTotal, Number.MAX_SAFE_INTEGER),
    shared: readFlag('shared', query.shared),
    signal: reply.gone,
  } as const;
  try {
    const summary = await management.importRows(request, options, writeRequest(request, query));
    await reply.send({ kind: 'done', summary });
  } catch (error) {
    // Before the first line the refusal can still be an answer of its own.
    if (!reply.begun) throw error;
    importBroken(log, error);
    await reply.send({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
  }
  reply.end();
}
