import { describe, expect, test } from 'bun:test';
import { Started } from './started.ts';

describe('Started', () => {
  test('stops in the opposite order, each once, whatever one of them throws', async () => {
    const stopped: string[] = [];
    const started = new Started();
    started.add(() => void stopped.push('first'));
    started.add(() => {
      stopped.push('second');
      throw new Error('stuck');
    });
    started.add(() => void stopped.push('third'));
    expect(await started.stop().catch((error: unknown) => error)).toMatchObject({
      message: 'Cannot stop everything that was started',
    });
    await started.stop();
    expect(stopped).toEqual(['third', 'second', 'first']);
  });
});
