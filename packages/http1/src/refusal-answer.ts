import { STATUS_CODES } from 'node:http';
import type { Answer } from './answer.ts';
import { statusOfRefusal, type Refusal } from './refusal.ts';

const headers = 'Content-Type: text/plain\r\n';

/** What the sender of a bad request is told. `text` is the body, in ASCII. */
export function refusalAnswer(refusal: Refusal): { readonly answer: Answer; readonly text: string } {
  const status = statusOfRefusal(refusal);
  const text = `${STATUS_CODES[status]}: ${refusal}\n`;
  return { answer: { status, headers, body: text }, text };
}

/** For a handler that failed. */
export const FAILED: Answer = { status: 500, headers, body: 'Internal Server Error\n', connection: 'close' };
