import { describe, expect, test } from 'bun:test';
import { freePortOr0, requireFreePorts } from './free-ports.ts';

describe('requireFreePorts', () => {
  test('names the variable of the port that is taken, and leaves the others free', async () => {
    const taken = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
    const listen = { host: '127.0.0.1', port: taken.port };
    try {
      const wanted = [
        { variable: 'NEARHOP_ROUTER_LISTEN', listen: { host: '127.0.0.1', port: 0 } },
        { variable: 'NEARHOP_CONTROL_LISTEN', listen },
      ];
      expect(await requireFreePorts(wanted).catch((error: unknown) => error)).toMatchObject({
        code: 'ERR_LISTEN',
        message: expect.stringContaining(
          `Cannot listen on 127.0.0.1:${taken.port}: the port is taken: set NEARHOP_CONTROL_LISTEN`,
        ),
      });
      expect(await freePortOr0(listen)).toBe(0);
    } finally {
      taken.stop(true);
    }
    await requireFreePorts([{ variable: 'NEARHOP_CONTROL_LISTEN', listen }]);
    expect(await freePortOr0(listen)).toBe(taken.port);
  });
});
