import { activationStatement, NodeKeyPair } from '@nearhop/auth';
import { credentialIssuedSchema, nodeWrittenSchema, proofReportSchema } from '@nearhop/contracts';
import { answerProof } from '@nearhop/node-link';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ControlProcess, ControlAnswer } from '../../harness/control-process.ts';

export type Replier = (request: IncomingMessage, response: ServerResponse, machine: ProofMachine) => void;

/** A machine with a key pair that answers on a port of its own: honestly, or however it is told to. */
export class ProofMachine {
  readonly keyPair = NodeKeyPair.generate();
  readonly port: number;
  /** The node that it signs for. */
  node = '';
  reply: Replier = (request, response, machine) => void response.end(machine.proofFor(request.url));
  /** How many requests it got. */
  asked = 0;
  readonly #server: Server;
  readonly #address: string;

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.#address = address;
    // A TCP server's address is never a pipe's.
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => {
      this.asked++;
      this.reply(request, response, this);
    });
  }

  static async start(): Promise<ProofMachine> {
    const server = createServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    const address = nextLoopback();
    server.listen(0, address, resolve);
    await promise;
    return new ProofMachine(server, address);
  }

  get server(): string {
    return `${this.#address}:${this.port}`;
  }

  /** The body that an honest node answers. */
  proofFor(target: string | undefined, node = this.node): string {
    return answerProof({ node, keyPair: this.keyPair }, target ?? '')?.body ?? '';
  }

  activate(control: ControlProcess, node: string, registrationKey: string): Promise<ControlAnswer> {
    const { publicKey } = this.keyPair;
    const signature = this.keyPair.sign(activationStatement({ node, registrationKey, publicKey }));
    return control.ask('POST', '/v1/activations', { body: { node, registrationKey, publicKey, signature } });
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

let addresses = 0;

/** A loopback address of its own: a port that is free again may be given to another machine, whose server address is taken. */
export function nextLoopback(): string {
  const next = ++addresses;
  return `127.1.${next >> 8}.${next & 255}`;
}

let serial = 0;

/** A node made through control, and its registration key. */
export async function makeNode(control: ControlProcess, servers: string): Promise<{ id: string; key: string }> {
  const body = { name: `node-${process.pid}-${++serial}`, servers };
  const { node, registrationKey } = nodeWrittenSchema.parse((await control.ask('POST', '/v1/nodes', { body })).body);
  if (registrationKey === undefined) throw new Error('Control gave no registration key');
  return { id: node.id, key: registrationKey.registrationKey };
}

export function credentialIn(reply: ControlAnswer): string {
  return credentialIssuedSchema.parse(reply.body).credential;
}

/** Whether control, asked to prove the node now, activates it. */
export async function isActivatedByProof(control: ControlProcess, node: string): Promise<boolean> {
  return proofReportSchema.parse((await control.ask('POST', `/v1/nodes/${node}/prove`)).body).activated;
}
