import {
  provenServers,
  type CacheNode,
  type NodeLinkStatus,
  type ProofReport,
  type ServerProof,
} from '@nearhop/contracts';
import { Router, type Request } from 'express';
import type { ControlContext } from '../context.ts';
import { methodNotAllowed } from '../method-not-allowed.ts';
import { readQuery } from '../query.ts';
import { Refusal } from '../refusal.ts';
import { actorOf } from '../actor.ts';

type NodeRequest = Request<{ node: string }>;

/** A node's keys, its proofs, and how it and control stand to each other. Keys are secrets beside the registry, so these writes are no revisions. */
export function nodeKeyRoutes(context: Pick<ControlContext, 'activations' | 'links' | 'registry'>): Router {
  const { activations, links, registry } = context;
  const router = Router();
  const nodeNow = async (id: string): Promise<CacheNode> => {
    const record = await registry.get('node', id);
    if (record === undefined) throw new Refusal(404, 'not-found', 'Cannot find the node: it was deleted meanwhile');
    return record.value;
  };
  router
    .route('/nodes/:node/registration-key')
    .post(async (request: NodeRequest, response) => {
      readQuery(request, []);
      const issued = await activations.issueRegistrationKey(request.params.node, { by: actorOf(request) });
      response.status(201).set('Cache-Control', 'no-store').json(issued);
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/nodes/:node/keys')
    .delete(async (request: NodeRequest, response) => {
      readQuery(request, []);
      response.json(await activations.revokeKeys(request.params.node));
    })
    .all(methodNotAllowed('DELETE'));
  router
    .route('/nodes/:node/credential-renewal')
    .post(async (request: NodeRequest, response) => {
      readQuery(request, []);
      response.json(await activations.askForRenewal(request.params.node));
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/nodes/:node/prove')
    .post(async (request: NodeRequest, response) => {
      readQuery(request, []);
      const { node: id } = await activations.nodeKeys(request.params.node);
      await links.proofs.prove(await nodeNow(id));
      const node = await nodeNow(id);
      response.json(reportOf(node, serverProofs(context, node)));
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/nodes/:node/link')
    .get(async (request: NodeRequest, response) => {
      readQuery(request, []);
      const keys = await activations.nodeKeys(request.params.node);
      const heartbeat = links.heartbeatOf({ id: keys.node });
      const status: NodeLinkStatus = {
        ...keys,
        servers: serverProofs(context, await nodeNow(keys.node)),
        ...(heartbeat !== undefined && { heartbeat }),
      };
      response.json(status);
    })
    .all(methodNotAllowed('GET'));
  return router;
}

/** Each server address of the record, with why it is not proven. */
function serverProofs({ links }: Pick<ControlContext, 'links'>, node: CacheNode): ServerProof[] {
  const proven = provenServers(node);
  const outcomes = links.proofs.lastOutcomes(node.id);
  return (['ipv4', 'ipv6'] as const).flatMap((family): ServerProof[] => {
    const server = node.servers[family];
    if (server === undefined) return [];
    if (proven[family] !== undefined) return [{ ...server, proven: true }];
    const last = outcomes.find((one) => one.server.address === server.address && one.server.port === server.port);
    return [{ ...server, proven: false, ...(last?.kind === 'not-proven' && { fault: last.fault }) }];
  });
}

function reportOf(node: CacheNode, servers: ServerProof[]): ProofReport {
  const proven = provenServers(node);
  return { node: node.id, activated: Object.keys(proven).length > 0, proven, servers };
}
