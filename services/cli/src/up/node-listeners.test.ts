import { describe, expect, test } from 'bun:test';
import { nodeListeners, type NodeListeners } from './node-listeners.ts';

const at = (host: string, port: number): NodeListeners => ({
  http: { host, port },
  status: { host, port: 5_000 },
  ops: { host, port: 0 },
});

describe('nodeListeners', () => {
  test('on loopback steps through addresses, with the same ports', () => {
    expect(nodeListeners(at('127.0.0.11', 8_090), 2)).toEqual(at('127.0.0.13', 8_090));
  });

  test('elsewhere steps through ports, but leaves the choice to the system where it has it', () => {
    expect(nodeListeners(at('::1', 8_090), 3)).toEqual({
      http: { host: '::1', port: 8_093 },
      status: { host: '::1', port: 5_003 },
      ops: { host: '::1', port: 0 },
    });
  });
});
