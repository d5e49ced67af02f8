import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealWorld } from '../../prove/routing/real-world.ts';

export interface PeerFiles {
  readonly directory: string;
  readonly port: number;
  readonly tlsPort: number;
  /** PEM: certificate and key in one file. */
  readonly certificate: string;
}

const CDN_ANSWER = '{"decision":"cdn","reason":"no-match","caches":[]}';

/** Debian's nginx with every block in one `geo`, which answers with the node's name in JSON of the router's shape. */
export function nginxCommand(
  world: RealWorld,
  files: PeerFiles,
  more?: { readonly include: string },
): readonly string[] {
  const table = join(files.directory, 'nginx-geo.conf');
  writeFileSync(
    table,
    mapLines(world)
      .map(([prefix, node]) => `${prefix} ${node};\n`)
      .join(''),
  );
  const configuration = join(files.directory, 'nginx.conf');
  writeFileSync(
    configuration,
    `daemon off; worker_processes 1; pid ${join(files.directory, 'nginx.pid')}; error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 100000000; default_type application/json;
  ssl_protocols TLSv1.3; ssl_session_cache off; ssl_session_tickets off;
  geo $http_x_forwarded_for $node { default ""; include ${table};${more === undefined ? '' : ` include ${more.include};`} }
  map $node $answer {
    "" '${CDN_ANSWER}';
    default '{"client":"$http_x_forwarded_for","decision":"node","reason":"matched","caches":[{"node":"$node","address":"203.0.113.10","port":80,"backup":false}],"ttlSeconds":300,"revision":1,"health":1}';
  }
  server {
    listen 127.0.0.1:${files.port} backlog=1024; listen 127.0.0.1:${files.tlsPort} ssl backlog=1024;
    ssl_certificate ${files.certificate}; ssl_certificate_key ${files.certificate};
    location /v1/route { add_header Cache-Control "private, max-age=300"; add_header Nearhop-Reason matched; add_header ETag 'W/"1"'; return 200 $answer; }
  }
}
`,
  );
  return ['nginx', '-c', configuration, '-p', files.directory];
}

/** Debian's HAProxy with every block in one `map_ip`. */
export function haproxyCommand(
  world: RealWorld,
  files: PeerFiles,
  more?: { readonly socket: string; readonly line: string },
): readonly string[] {
  const table = join(files.directory, 'haproxy.map');
  const lines = mapLines(world).map(([prefix, node]) => `${prefix} ${node}\n`);
  writeFileSync(table, [...lines, more === undefined ? '' : `${more.line}\n`].join(''));
  const configuration = join(files.directory, 'haproxy.cfg');
  const answer =
    '{\\"client\\":\\"%[req.hdr(x-forwarded-for)]\\",\\"decision\\":\\"node\\",\\"reason\\":\\"matched\\",\\"caches\\":[{\\"node\\":\\"%[var(txn.node)]\\",\\"address\\":\\"203.0.113.10\\",\\"port\\":80,\\"backup\\":false}],\\"ttlSeconds\\":300,\\"revision\\":1,\\"health\\":1}';
  writeFileSync(
    configuration,
    `global
  nbthread 1
${more === undefined ? '' : `  stats socket ${more.socket} level admin\n`}  maxconn 2000
  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets
  tune.ssl.cachesize 0
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 5s
frontend answers
  bind 127.0.0.1:${files.port}
  bind 127.0.0.1:${files.tlsPort} ssl crt ${files.certificate}
  http-request set-var(txn.node) req.hdr(x-forwarded-for),map_ip(${table},-)
  http-request return status 200 content-type application/json hdr Cache-Control "private, max-age=300" hdr Nearhop-Reason matched hdr ETag 'W/"1"' lf-string "${answer}"
`,
  );
  return ['haproxy', '-db', '-f', configuration];
}

function mapLines(world: RealWorld): (readonly [prefix: string, node: string])[] {
  return world.blocks.map(({ prefix, node }) => [prefix.toString(), world.nodes[node]?.name ?? '']);
}
