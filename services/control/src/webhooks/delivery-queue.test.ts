import { afterEach, describe, expect, test } from 'bun:test';
import { DeliveryQueue, MOST_WAITING, RETRY_AFTER_MS, type DeliveryOutcome } from './delivery-queue.ts';
import type { PostOutcome } from './post-message.ts';

const DELIVERED: PostOutcome = { kind: 'delivered', status: 200 };
const FAILED: PostOutcome = { kind: 'failed', fault: 'it is away', isFinal: false };
const GONE: PostOutcome = { kind: 'failed', status: 410, fault: 'it answers with status 410', isFinal: true };

let queue: DeliveryQueue | undefined;
afterEach(() => queue?.end());

function queueOf(
  post: (webhook: string, id: string) => Promise<PostOutcome | undefined>,
  retryAfterMs: readonly number[],
) {
  const told: DeliveryOutcome[] = [];
  const posted: string[] = [];
  queue = new DeliveryQueue({
    post: (webhook, { id }) => {
      posted.push(id);
      return post(webhook, id);
    },
    now: () => new Date(0),
    told: (outcome) => void told.push(outcome),
    retryAfterMs,
  });
  return { queue, told, posted };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(1);
}

const message = (id: string) => ({ id, body: '{}' });

describe('DeliveryQueue', () => {
  test('tries again, with growing waits over a day, and then gives up', async () => {
    expect(RETRY_AFTER_MS.reduce((sum, ms) => sum + ms)).toBeGreaterThan(23 * 3_600_000);
    const { queue, told, posted } = queueOf(async () => FAILED, [1, 2, 3]);
    queue.add('wh', message('m'));
    await until(() => told.includes('given-up'));
    expect(told).toEqual(['failed', 'failed', 'failed', 'given-up']);
    expect(posted).toEqual(['m', 'm', 'm', 'm']);
    expect(queue.stateOf('wh')).toEqual({
      waiting: 0,
      lastAttempt: { at: '1970-01-01T00:00:00.000Z', delivered: false, fault: 'it is away' },
    });
  });

  test('delivers at last, once', async () => {
    let attempts = 0;
    const { queue, told } = queueOf(async () => (++attempts < 3 ? FAILED : DELIVERED), [1, 1, 1, 1]);
    queue.add('wh', message('m'));
    await until(() => told.length === 3);
    expect(told).toEqual(['failed', 'failed', 'delivered']);
    expect(queue.stateOf('wh')).toMatchObject({ waiting: 0, lastAttempt: { delivered: true, status: 200 } });
  });

  test('sends nothing more to whoever wants no more, nor to a webhook that was removed', async () => {
    const gone = queueOf(async () => GONE, [1]);
    gone.queue.add('wh', message('m'));
    await until(() => gone.told.length === 1);
    expect([gone.told, gone.posted]).toEqual([['given-up'], ['m']]);
    const removed = queueOf(async () => undefined, [1]);
    removed.queue.add('wh', message('m'));
    removed.queue.add('wh', message('n'));
    await until(() => removed.queue.stateOf('wh').waiting === 0);
    expect([removed.told, removed.posted]).toEqual([[], ['m']]);
  });

  test('lets one that hangs hold up no other', async () => {
    const hanging = Promise.withResolvers<PostOutcome>();
    const { queue, told } = queueOf(
      (webhook) => (webhook === 'hangs' ? hanging.promise : Promise.resolve(DELIVERED)),
      [1],
    );
    for (let count = 0; count < 5; count++) queue.add('hangs', message(`h${count}`));
    for (let count = 0; count < 5; count++) queue.add('well', message(`w${count}`));
    await until(() => told.length === 5);
    expect(queue.stateOf('hangs').waiting).toBe(4);
    hanging.resolve(DELIVERED);
    await until(() => told.length === 10);
  });

  test('holds so many of one webhook and drops the oldest', async () => {
    const hanging = Promise.withResolvers<PostOutcome>();
    const { queue, told, posted } = queueOf(() => hanging.promise, [1]);
    for (let count = 0; count < MOST_WAITING + 11; count++) queue.add('wh', message(`m${count}`));
    expect(queue.stateOf('wh').waiting).toBe(MOST_WAITING);
    expect(told).toEqual(Array<DeliveryOutcome>(10).fill('dropped'));
    hanging.resolve(DELIVERED);
    await until(() => told.length === MOST_WAITING + 11);
    expect(posted.slice(0, 2)).toEqual(['m0', 'm11']);
  });

  test('begins no attempt after its end', async () => {
    const { queue, told, posted } = queueOf(async () => FAILED, [1]);
    queue.add('wh', message('m'));
    await until(() => told.length === 1);
    queue.end();
    queue.add('wh', message('n'));
    expect(posted).toEqual(['m']);
  });
});
