import { importEventSchema, type ImportEvent, type ImportSummary } from '@nearhop/contracts';
import { CommandFailure } from '../command-failure.ts';

/** Reads control's report of an import as it grows, one JSON a line; resolves with the summary that ends it. */
export async function readImportEvents(
  response: Response,
  report: (event: ImportEvent) => void,
): Promise<ImportSummary> {
  for await (const line of lines(response)) {
    const event = importEventSchema.parse(JSON.parse(line));
    if (event.kind === 'done') return event.summary;
    if (event.kind === 'failed') throw cutShort(event.detail);
    report(event);
  }
  throw cutShort('control ended its report before the last line');
}

function cutShort(detail: string): CommandFailure {
  return new CommandFailure('refused', `Cannot import to the end: ${detail}`, [
    'what went in stays: import the same file again to go on',
  ]);
}

async function* lines(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const parts = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((part) => part !== '');
  }
  if (rest !== '') yield rest;
}
