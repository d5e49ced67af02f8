import { expect, test } from 'bun:test';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { RouterFixture, until } from './testing/router-fixture.ts';

/** Opens a connection and asks on it; gives the status line, or '' when it was ended without an answer. */
async function ask(url: string, sockets: Socket[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  sockets.push(socket);
  socket.on('error', () => {});
  socket.write('GET /v1/route HTTP/1.1\r\nHost: router\r\n\r\n');
  const answered = once(socket, 'data').then(([bytes]) => String(bytes).split('\r\n', 1)[0] ?? '');
  return Promise.race([answered, once(socket, 'close').then(() => '')]);
}

test.each([
  ['of all', { maxConnections: 2 }, true],
  ['of one address', { maxConnectionsPerAddress: 2 }, false],
])(
  'turns away exactly the connections past the limit %s, and takes others when there is room again',
  async (_, limit, raisesAlarm) => {
    await using fixture = new RouterFixture();
    await fixture.seed();
    const router = await fixture.start(limit);
    const sockets: Socket[] = [];
    const { http, ops } = router.endpoints;
    const hasAlarm = async () => (await (await fetch(`${ops}/readyz`)).text()).includes('too-many-connections');
    expect([await ask(http, sockets), await ask(http, sockets), await ask(http, sockets)]).toEqual([
      'HTTP/1.1 200 OK',
      'HTTP/1.1 200 OK',
      '',
    ]);
    expect(await (await fetch(`${ops}/metrics`)).text()).toContain('nearhop_router_connections 2\n');
    if (raisesAlarm) await until(hasAlarm);
    sockets[0]?.destroy();
    await until(async () => (await ask(http, sockets)) !== '');
    for (const socket of sockets) socket.destroy();
    await until(async () => !(await hasAlarm()));
  },
);
