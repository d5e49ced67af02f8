import { isSignedBy, proofStatement, randomSecret } from '@nearhop/auth';
import { MAX_PROOF_BYTES, PROOF_PATH, proofAnswerSchema, type ServerAddress } from '@nearhop/contracts';
import { Address, type AddressPolicy } from '@nearhop/ip';
import { formatListen } from '@nearhop/service-kit';
import { request, type IncomingMessage } from 'node:http';

const PATIENCE_MS = 3_000;

export interface ProofQuestion {
  readonly node: string;
  readonly server: ServerAddress;
  /** Whose signature counts. */
  readonly publicKeys: readonly string[];
}

export type ProofOutcome =
  | { readonly kind: 'proven'; readonly server: ServerAddress; readonly publicKey: string }
  | { readonly kind: 'not-proven'; readonly server: ServerAddress; readonly fault: string };

/**
 * Asks a server address whether the node is there: it signs a nonce that exists for this request alone. Connects to that very address
 * and no other: names, redirects and proxies are out, and so is space that no server may have.
 */
export async function askForProof(question: ProofQuestion, policy: AddressPolicy): Promise<ProofOutcome> {
  const { server } = question;
  const notProven = (fault: string): ProofOutcome => ({ kind: 'not-proven', server, fault });
  const address = Address.tryParse(server.address);
  if (address === undefined) return notProven('it is no address');
  if (!policy.allowsServer(address)) return notProven('no server may have this address');
  if (question.publicKeys.length === 0) return notProven('the node has no key yet: activate it');
  const nonce = randomSecret();
  const answer = await fetchProof(address, server.port, nonce);
  if (answer.kind === 'failed') return notProven(answer.fault);
  const proof = proofAnswerSchema.safeParse(answer.body);
  if (!proof.success) return notProven('what answers there gives no proof');
  const statement = proofStatement({ nonce, node: question.node, server });
  const publicKey = question.publicKeys.find((key) => isSignedBy(key, statement, proof.data.signature));
  if (publicKey === undefined) return notProven("the signature is not by this node's key for this question");
  return { kind: 'proven', server, publicKey };
}

type Answer =
  { readonly kind: 'answered'; readonly body: unknown } | { readonly kind: 'failed'; readonly fault: string };

async function fetchProof(address: Address, port: number, nonce: string): Promise<Answer> {
  const host = address.toString();
  const server = formatListen({ host, port });
  const query = new URLSearchParams({ nonce, server });
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const failed = (fault: string) => resolve({ kind: 'failed', fault });
  const asked = request({
    host,
    port,
    path: `${PROOF_PATH}?${query.toString()}`,
    headers: { Host: server, Accept: 'application/json', Connection: 'close', 'User-Agent': 'nearhop-control' },
    agent: false,
  });
  const late = setTimeout(() => failed('it did not answer in 3 seconds'), PATIENCE_MS);
  asked.on('error', (error: NodeJS.ErrnoException) => failed(`it cannot be reached: ${error.code ?? error.message}`));
  asked.on('response', (response) => {
    if (response.statusCode === 200) void bodyOf(response).then(resolve, () => failed('its answer broke off'));
    else failed(`it answers with status ${response.statusCode}`);
  });
  asked.end();
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    asked.on('error', () => undefined);
    asked.destroy();
  }
}

async function bodyOf(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_PROOF_BYTES)
      return { kind: 'failed', fault: `it answers with more than ${MAX_PROOF_BYTES} bytes` };
    chunks.push(chunk);
  }
  try {
    return { kind: 'answered', body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch {
    return { kind: 'failed', fault: 'what answers there gives no proof' };
  }
}
