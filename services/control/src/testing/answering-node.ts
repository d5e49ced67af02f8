import { activationStatement, NodeKeyPair } from '@nearhop/auth';
import { credentialIssuedSchema, type HeartbeatRequest } from '@nearhop/contracts';
import { answerProof } from '@nearhop/node-link';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, ScratchControl } from './scratch-control.ts';

export type Replier = (request: IncomingMessage, response: ServerResponse, node: AnsweringNode) => void;

/** A machine with a key pair that answers HTTP at an address of this machine, as an honest node unless told otherwise. */
export class AnsweringNode {
  readonly keyPair = NodeKeyPair.generate();
  readonly port: number;
  readonly address: string;
  /** The id that it signs for. */
  id = 'n_aaaaaaaaaaaaaaaa';
  reply: Replier = honestReply;
  /** Targets that it was asked for. */
  readonly asked: string[] = [];
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>, address: string) {
    this.#server = server;
    this.address = address;
    // A TCP server's address is never a pipe's.
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => {
      this.asked.push(request.url ?? '');
      this.reply(request, response, this);
    });
  }

  static async listen(address = nextAddress(), port = 0): Promise<AnsweringNode> {
    const server = createServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(port, address, resolve);
    await promise;
    return new AnsweringNode(server, address);
  }

  get server(): string {
    return `${this.address}:${this.port}`;
  }

  /** The body of `POST /v1/activations`, signed as it must be. */
  activation(node: string, registrationKey: string) {
    const { publicKey } = this.keyPair;
    const signature = this.keyPair.sign(activationStatement({ node, registrationKey, publicKey }));
    return { node, registrationKey, publicKey, signature };
  }

  activate(control: ScratchControl, node: string, registrationKey: string): Promise<Answer> {
    this.id = node;
    return control.ask('POST', '/v1/activations', { body: this.activation(node, registrationKey) });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export function honestReply(request: IncomingMessage, response: ServerResponse, { id, keyPair }: AnsweringNode): void {
  const reply = answerProof({ node: id, keyPair }, request.url ?? '');
  response.writeHead(reply?.status ?? 404, { 'Content-Type': 'application/json' }).end(reply?.body);
}

export function credentialIn(answer: Answer): string {
  return credentialIssuedSchema.parse(answer.json()).credential;
}

export function heartbeat(node: string, changes: Partial<HeartbeatRequest> = {}): HeartbeatRequest {
  return {
    node,
    instance: 'instance-aaaaaaaaaa',
    sequence: 1,
    version: '0.1.0',
    report: {
      uptimeSeconds: 1,
      connections: 0,
      requests: 0,
      hitBytes: 0,
      missBytes: 0,
      egressBytes: 0,
      egressMbps: 0,
      drives: [],
    },
    ...changes,
  };
}

export function bearer(credential: string): Record<string, string> {
  return { Authorization: `Bearer ${credential}` };
}

let addresses = 0;

/** A loopback address of its own: a port that is free again may be given to another machine, whose server was taken by this one. */
function nextAddress(): string {
  const next = ++addresses;
  return `127.1.${next >> 8}.${next & 255}`;
}
