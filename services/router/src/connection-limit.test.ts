import { createLog } from '@nearhop/service-kit';
import { describe, expect, test } from 'bun:test';
import { ConnectionLimit } from './connection-limit.ts';
import { Lifecycle } from './lifecycle.ts';

describe('ConnectionLimit', () => {
  test('closes connections past the limit and keeps them again below it', () => {
    const lifecycle = new Lifecycle();
    let connections = 100;
    let closings = 0;
    const limit = new ConnectionLimit(
      { maxConnections: 100 },
      {
        countConnections: () => connections,
        closeIdleConnections: () => closings++,
        lifecycle,
        log: createLog('router', { level: 'silent' }),
        now: () => new Date(0),
      },
    );
    limit.look();
    expect([lifecycle.isClosing, closings, limit.alarm]).toEqual([false, 0, undefined]);
    connections = 101;
    limit.look();
    expect([lifecycle.isClosing, closings, limit.alarm?.code]).toEqual([true, 1, 'too-many-connections']);
    connections = 95;
    limit.look();
    expect([lifecycle.isClosing, closings]).toEqual([true, 1]);
    connections = 80;
    limit.look();
    expect([lifecycle.isClosing, limit.alarm]).toEqual([false, undefined]);
  });
});
