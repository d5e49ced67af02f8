import { describe, expect, test } from 'bun:test';
import { Probing, type Replies, type Reply } from '../testing/probing.ts';
import { runLoss } from '../testing/loss-run.ts';
import { OpinionBook } from './opinion-book.ts';
import { OPINION_POLICY } from './opinion-policy.ts';
import { HARD_FAILURES } from './probe-outcome.ts';

const GOOD: Reply = { afterMs: 5, outcome: 'good' };
const REFUSED: Reply = { afterMs: 5, outcome: 'refused' };

/** When the opinion of an address became what, in a simulated life. */
function changesOf(replies: Replies, untilMs: number, lags: { atMs: number; lagMs: number }[] = []) {
  const book = new OpinionBook();
  const changes: [number, string][] = [];
  book.watch(7, 4, 0);
  const settled = (nowMs: number) => {
    const opinion = book.opinion(7, 4, nowMs);
    if (opinion !== (changes.at(-1)?.[1] ?? 'unknown')) changes.push([nowMs, opinion]);
  };
  new Probing(book, replies, { settled }).run(untilMs, lags);
  return { book, changes };
}

/** By when a node that was well until an instant must be found out, at the worst of many instants. */
function worstDetectionMs(after: (sinceMs: number) => Reply | undefined): { worstMs: number; tried: number } {
  let worstMs = 0;
  let tried = 0;
  for (let diesAtMs = 5_000; diesAtMs < 6_000; diesAtMs += 1.7, tried++) {
    const { changes } = changesOf((atMs) => (atMs < diesAtMs ? GOOD : after(atMs - diesAtMs)), 20_000);
    const [, down] = changes;
    worstMs = Math.max(worstMs, (down?.[0] ?? Infinity) - diesAtMs);
  }
  return { worstMs, tried };
}

describe('OpinionBook goes down', () => {
  for (const outcome of HARD_FAILURES) {
    test(`after two hard failures (${outcome}) at least 1 s apart, in 2.1 s at worst`, () => {
      const { worstMs, tried } = worstDetectionMs(() => ({ afterMs: 100, outcome }));
      expect(tried).toBeGreaterThan(500);
      expect(worstMs).toBeLessThanOrEqual(2_100);
    });
  }

  test('never after one hard failure', () => {
    const { changes } = changesOf((atMs) => (atMs === 3_000 ? REFUSED : GOOD), 60_000);
    expect(changes).toEqual([[5, 'up']]);
  });

  test('never after two hard failures with a good answer between them', () => {
    const { changes } = changesOf((atMs) => (atMs === 3_000 || atMs === 5_000 ? REFUSED : GOOD), 60_000);
    expect(changes).toEqual([[5, 'up']]);
  });

  test('after 2.5 s with no attempt answered, in 3.6 s at worst', () => {
    const { worstMs, tried } = worstDetectionMs(() => undefined);
    expect(tried).toBeGreaterThan(500);
    expect(worstMs).toBeLessThanOrEqual(3_600);
    expect(worstMs).toBeGreaterThan(3_400);
  });

  test('in 3.6 s at worst when refusals and silence take turns', () => {
    const { worstMs } = worstDetectionMs((sinceMs) => (Math.floor(sinceMs / 700) % 2 === 0 ? undefined : REFUSED));
    expect(worstMs).toBeLessThanOrEqual(3_600);
  });

  test('not while the last attempt but one is answered late', () => {
    const { changes } = changesOf(() => ({ afterMs: 2_400, outcome: 'good' }), 60_000);
    expect(changes).toEqual([[2_400, 'up']]);
  });
});

describe('OpinionBook goes up', () => {
  test('from unknown after one good probe', () => {
    expect(changesOf(() => GOOD, 5_000).changes).toEqual([[5, 'up']]);
  });

  test('from down after good rounds over at least 10 s', () => {
    const { changes } = changesOf((atMs) => (atMs < 5_000 ? REFUSED : GOOD), 60_000);
    expect(changes).toEqual([
      [1_005, 'refused'],
      [15_005, 'up'],
    ]);
  });

  test('from down not before 3 good rounds, however long they take', () => {
    const isAnswered = (atMs: number) => atMs % 12_000 === 0;
    const book = new OpinionBook({ ...OPINION_POLICY, silenceMs: 20_000, retryEveryMs: 1_000 });
    const ups: number[] = [];
    book.watch(0, 4, 0);
    const replies: Replies = (atMs) => (atMs < 3_000 ? REFUSED : isAnswered(atMs) ? GOOD : undefined);
    new Probing(book, replies, { settled: (nowMs) => book.opinion(0, 4, nowMs) === 'up' && ups.push(nowMs) }).run(
      60_000,
    );
    // Good at 12, 24 and 36 s.
    expect(ups[0]).toBe(36_005);
  });

  test('only when the good rounds since the last hard failure are over 10 s', () => {
    const { changes } = changesOf((atMs) => (atMs < 5_000 || atMs === 12_000 ? REFUSED : GOOD), 60_000);
    expect(changes.at(-1)).toEqual([23_005, 'up']);
  });

  test('after twice as long for each relapse within 10 minutes, at most 5 minutes', () => {
    const { changes } = relapsing(2_000, 8);
    const waits = waitsOf(changes);
    expect(waits.slice(0, 7)).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  test('after 10 s again when it was well for more than 10 minutes', () => {
    const { changes } = relapsing(601_000, 3);
    expect(waitsOf(changes).slice(0, 3)).toEqual([10, 10, 10]);
  });
});

/** A node that refuses for 2 s whenever it was up for so long. */
function relapsing(upForMs: number, times: number) {
  const book = new OpinionBook();
  const changes: [number, string][] = [];
  let upSinceMs = Infinity;
  let refuseUntilMs = 3_000;
  book.watch(0, 4, 0);
  const settled = (nowMs: number) => {
    const opinion = book.opinion(0, 4, nowMs);
    if (opinion === (changes.at(-1)?.[1] ?? 'unknown')) return;
    changes.push([nowMs, opinion]);
    upSinceMs = opinion === 'up' ? nowMs : Infinity;
  };
  const replies = (atMs: number) => {
    if (atMs > upSinceMs + upForMs) refuseUntilMs = atMs + 1_500;
    return atMs < refuseUntilMs ? REFUSED : GOOD;
  };
  new Probing(book, replies, { settled }).run(times * (upForMs + 330_000));
  return { changes };
}

/** Seconds from the first good answer after each `down` to the `up` that follows. */
function waitsOf(changes: readonly [number, string][]): number[] {
  return changes.flatMap(([atMs, opinion], index) => {
    const before = changes[index - 1];
    return opinion === 'up' && before ? [Math.floor((atMs - before[0]) / 10_000) * 10] : [];
  });
}

describe("a monitor's own lag", () => {
  test('of over 200 ms makes rounds of no account: silence begins anew', () => {
    const lags = [{ atMs: 6_000, lagMs: 201 }];
    const { changes } = changesOf((atMs) => (atMs < 4_500 ? GOOD : undefined), 20_000, lags);
    expect(changes[1]?.[0]).toBeGreaterThan(6_000 + 2_500);
    expect(changes[1]?.[0]).toBeLessThan(6_000 + 2_800);
  });

  test('of 200 ms changes nothing', () => {
    const lags = [{ atMs: 6_000, lagMs: 200 }];
    const { changes } = changesOf((atMs) => (atMs < 4_500 ? GOOD : undefined), 20_000, lags);
    expect(changes[1]).toEqual([7_500, 'silence']);
  });

  test('makes a hard failure of no account', () => {
    const lags = [{ atMs: 4_003, lagMs: 300 }];
    const { changes } = changesOf((atMs) => (atMs === 3_000 || atMs === 4_000 ? REFUSED : GOOD), 20_000, lags);
    expect(changes).toEqual([[5, 'up']]);
  });

  test('makes a monitor that lags all the time have no opinion, and not a false one', () => {
    const lags = Array.from({ length: 400 }, (_, index) => ({ atMs: 5_000 + 100 * index, lagMs: 250 }));
    const late: Reply = { afterMs: 150, outcome: 'refused' };
    const { book, changes } = changesOf((atMs) => (atMs < 4_500 ? GOOD : late), 44_000, lags);
    expect(changes.map(([, opinion]) => opinion)).toEqual(['up', 'unknown']);
    expect(book.explain(7, 4, 44_000)).toBe('no round counted for 10 s: the monitor itself lags');
  });
});

describe('OpinionBook under loss', () => {
  test('of 30 % in each direction has no false down in 60 hours', () => {
    const { falseDowns, chances } = runLoss({ loss: 0.3, hours: 60, seed: 20_261_122 });
    expect(chances).toBeGreaterThan(200_000);
    expect(falseDowns).toBe(0);
  });

  test('of 10 % in each direction has no false down in 50 hours', () => {
    const { falseDowns, chances } = runLoss({ loss: 0.1, hours: 50, seed: 20_261_122 });
    expect(chances).toBeGreaterThan(75_000);
    expect(falseDowns).toBe(0);
  });
});

describe('OpinionBook.explain gives each number against its threshold', () => {
  test('of hard failures', () => {
    const { book } = changesOf(() => REFUSED, 500);
    expect(book.explain(7, 4, 500)).toContain('probe 1 of 2 failed: connect refused');
    const { book: later } = changesOf(() => REFUSED, 1_500);
    expect(later.explain(7, 4, 1_500)).toBe('probe 2 of 2 failed: connect refused');
  });

  test('of silence', () => {
    const { book } = changesOf((atMs) => (atMs < 1_000 ? GOOD : undefined), 2_200);
    expect(book.explain(7, 4, 2_200)).toBe('up; no good answer for 1.2 of 2.5 s');
    const { book: later } = changesOf(() => undefined, 4_000);
    expect(later.explain(7, 4, 4_000)).toBe('no probe answered for 2.5 s');
  });

  test('of recovery', () => {
    const { book } = changesOf((atMs) => (atMs < 2_000 ? REFUSED : GOOD), 6_500);
    expect(book.explain(7, 4, 6_500)).toBe(
      'probe 2 of 2 failed: connect refused; good rounds: 5 of 3, over 4.5 of 10.0 s',
    );
  });

  test('of an address that is not watched', () => {
    const { book } = changesOf(() => GOOD, 2_000);
    expect(book.explain(7, 6, 2_000)).toBe('not probed by this monitor');
  });
});

describe('OpinionBook.encode', () => {
  test('holds both families of a node in its byte', () => {
    const book = new OpinionBook();
    book.watch(0, 4, 0);
    book.watch(2, 4, 0);
    book.watch(2, 6, 0);
    book.startDue(0, (attempt) => book.answer(attempt, 'good', 1));
    expect([...book.encode(2, [4, 6])]).toEqual([0x01, 0x00, 0x11]);
  });

  test('leaves out a family in which the monitor cannot see', () => {
    const book = new OpinionBook();
    book.watch(0, 4, 0);
    book.watch(0, 6, 0);
    book.startDue(0, (attempt) => book.answer(attempt, 'good', 1));
    expect([...book.encode(2, [4])]).toEqual([0x01]);
  });

  test('has no opinion of an address that was forgotten or is watched anew', () => {
    const book = new OpinionBook();
    for (const node of [0, 1]) book.watch(node, 4, 0);
    book.startDue(0, (attempt) => book.answer(attempt, 'good', 1));
    book.forget(0, 4);
    book.watch(1, 4, 5_000);
    expect([...book.encode(2, [4])]).toEqual([0, 0]);
    expect(book.nextDueAtMs()).toBe(5_000);
  });
});
