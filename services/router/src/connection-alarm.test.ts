import { createLog } from '@nearhop/service-kit';
import { describe, expect, test } from 'bun:test';
import { ConnectionAlarm } from './connection-alarm.ts';

describe('ConnectionAlarm', () => {
  test('stands from the first connection that was turned away until there is room again', () => {
    let count = { open: 100, turnedAway: 0 };
    const log = createLog('router', { level: 'silent' });
    const alarm = new ConnectionAlarm({ maxConnections: 100 }, { count: () => count, log, now: () => new Date(0) });
    const lookAt = (open: number, turnedAway: number) => {
      count = { open, turnedAway };
      alarm.look();
      return alarm.alarm?.code;
    };
    expect(lookAt(100, 0)).toBeUndefined();
    expect(lookAt(100, 1)).toBe('too-many-connections');
    expect(lookAt(95, 1)).toBe('too-many-connections');
    expect(lookAt(80, 2)).toBe('too-many-connections');
    expect(lookAt(80, 2)).toBeUndefined();
  });
});
