import { proofStatement, type NodeKeyPair } from '@nearhop/auth';
import { PROOF_PATH, proofNonceSchema, type ServerAddress } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';

/** What to send back, as `application/json` with `Cache-Control: no-store`. */
export interface ProofReply {
  readonly status: 200 | 400;
  readonly body: string;
}

export interface ProofSigner {
  readonly node: string;
  readonly keyPair: Pick<NodeKeyPair, 'sign'>;
}

/**
 * Answers control's question whether the node is at a server address; `target` is a request's path and query. Undefined for any other
 * target. A signature says no more than "this node was asked under this address", so anybody may ask.
 */
export function answerProof({ node, keyPair }: ProofSigner, target: string): ProofReply | undefined {
  const [path, query = '', ...more] = target.split('?');
  if (path !== PROOF_PATH) return undefined;
  const parameters = new URLSearchParams(query);
  const [nonces, servers] = [parameters.getAll('nonce'), parameters.getAll('server')];
  const nonce = proofNonceSchema.safeParse(nonces[0]);
  const server = readServer(servers[0] ?? '');
  const isOnce = nonces.length === 1 && servers.length === 1 && parameters.size === 2 && more.length === 0;
  if (!isOnce || !nonce.success || server === undefined)
    return { status: 400, body: '{"error":"write ?nonce=<43 characters of base64url>&server=<address:port>"}' };
  const signature = keyPair.sign(proofStatement({ nonce: nonce.data, node, server }));
  return { status: 200, body: JSON.stringify({ signature }) };
}

/** `203.0.113.10:80` or `[2001:db8::1]:80`. */
function readServer(text: string): ServerAddress | undefined {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):([0-9]{1,5})$/.exec(text);
  const address = Address.tryParse(parts?.[1] ?? parts?.[2] ?? '');
  const port = Number(parts?.[3]);
  if (address === undefined || port < 1 || port > 65_535) return undefined;
  return { address: address.toString(), port };
}
