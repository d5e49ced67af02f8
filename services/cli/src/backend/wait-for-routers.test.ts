import { describe, expect, test } from 'bun:test';
import { RecordingTerminal } from '../testing/recording-terminal.ts';
import type { RouterPosition } from './backend.ts';
import { waitForRouters } from './wait-for-routers.ts';

const at = (url: string, revision: number | undefined): RouterPosition => ({
  url,
  revision,
  detail: revision === undefined ? 'connection refused' : undefined,
});

/** Routers that stand elsewhere each time they are asked; the last answer stays. */
function fleet(...answers: readonly (readonly RouterPosition[])[]) {
  let asked = 0;
  return { routers: () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? []) };
}

describe('waitForRouters', () => {
  test('ends when the last router serves the revision or a later one, and says how long it took', async () => {
    const terminal = new RecordingTerminal();
    await waitForRouters(
      terminal,
      fleet([at('a', 4), at('b', undefined)], [at('a', 5), at('b', 4)], [at('a', 6), at('b', 5)]),
      5,
    );
    expect(terminal.err).toEqual([expect.stringMatching(/^Every router serves revision 5: 2 routers, after \d+ ms$/)]);
  });

  test('names the routers that are behind or away when the time is over', async () => {
    const failure = await waitForRouters(
      new RecordingTerminal(),
      fleet([at('a', 5), at('b', 4), at('c', undefined)]),
      5,
      0.1,
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      exit: 'wait-timed-out',
      details: ['b: serves revision 4', 'c: unreachable: connection refused'],
    });
  });

  test('says so when no router is known at all', async () => {
    const failure = await waitForRouters(new RecordingTerminal(), fleet([]), 5, 0.1).catch((error: unknown) => error);
    expect(failure).toMatchObject({ exit: 'wait-timed-out', message: expect.stringContaining('no router is known') });
  });
});
