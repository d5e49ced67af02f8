import { connect } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../../harness/wait-until.ts';
import type { RealWorld } from '../../prove/routing/real-world.ts';
import { makeCertificate } from '../router/certificate.ts';
import { haproxyCommand, nginxCommand } from '../router/peers.ts';
import { freePort } from '../../harness/free-port.ts';

/** A server whose one block can be given to another node while it runs, by the way its makers mean. */
export interface UpdatablePeer {
  readonly port: number;
  moveTo(node: string): Promise<void>;
  stop(): Promise<void>;
}

export interface PeerPlace {
  readonly directory: string;
  readonly port: number;
  readonly client: string;
  readonly block: string;
}

/** nginx is given a new file and `-s reload`; HAProxy `set map` on its socket. */
export async function startPeer(kind: 'nginx' | 'haproxy', world: RealWorld, place: PeerPlace): Promise<UpdatablePeer> {
  const files = {
    directory: place.directory,
    port: place.port,
    tlsPort: freePort(),
    certificate: makeCertificate(place.directory),
  };
  const socket = join(place.directory, 'haproxy.sock');
  const extra = join(place.directory, 'moved.conf');
  writeFileSync(extra, `${place.block} nobody;\n`);
  const command =
    kind === 'nginx'
      ? nginxCommand(world, files, { include: extra })
      : haproxyCommand(world, files, { socket, line: `${place.block} nobody` });
  const child = Bun.spawn([...command], { stdout: 'ignore', stderr: 'ignore' });
  const asked = () =>
    fetch(`http://127.0.0.1:${place.port}/v1/route`, { headers: { 'x-forwarded-for': place.client } });
  await waitUntil(
    `${kind} answers`,
    () =>
      asked().then(
        (response) => response.ok,
        () => false,
      ),
    60_000,
  );
  const reload = async (node: string) => {
    writeFileSync(extra, `${place.block} ${node};\n`);
    await Bun.spawn([...command.slice(0, 5), '-s', 'reload'], { stdout: 'ignore', stderr: 'ignore' }).exited;
  };
  const setMap = (node: string) =>
    tellHaproxy(socket, `set map ${join(place.directory, 'haproxy.map')} ${place.block} ${node}\n`);
  return {
    port: place.port,
    moveTo: kind === 'nginx' ? reload : setMap,
    async stop() {
      child.kill('SIGTERM');
      await child.exited;
    },
  };
}

function tellHaproxy(path: string, line: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ path });
  socket.on('connect', () => socket.end(line));
  socket.on('close', () => resolve());
  socket.on('error', reject);
  socket.resume();
  return promise;
}
