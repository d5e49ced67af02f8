import {
  ADMIN_STATES,
  CLAIM_STATES,
  claimId,
  vectorEntry,
  type AdminState,
  type CacheNode,
  type Claim,
  type ClaimState,
  type HealthVector,
  type NodeActivation,
  type ServerAddress,
} from '@nearhop/contracts';
import { Address, Prefix } from '@nearhop/ip';
import * as fc from 'fast-check';
import type { RoutingWrite } from '../routing-records.ts';
import { cacheNode, claimGone, claimOf, claimWrite, nodeGone, nodeIdOf, nodeWrite } from './records.ts';
import type { World } from './world.ts';

/** Few nodes and few, nested prefixes, so that claims meet. */
const NODES = 6;
const TRUNKS = ['81.2.112.17', '81.2.113.200', '2a00:1450:1:2:3:4:5:6', '2a00:1450:1:3::1'].map((text) =>
  Address.parse(text),
);
const LENGTHS = [12, 16, 22, 24, 25, 28, 31, 32, 48, 63, 64, 65, 128];

/** Near a trunk, in public space. */
export function client(): fc.Arbitrary<Address> {
  return fc.tuple(fc.constantFrom(...TRUNKS), fc.nat(19)).map(([trunk, bit]) => {
    const flip = (1 << bit) >>> 0;
    return trunk.family === 4
      ? Address.v4((trunk.a ^ flip) >>> 0)
      : Address.v6(trunk.a, (trunk.b ^ flip) >>> 0, trunk.c, trunk.d);
  });
}

export function nestedPrefix(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.oneof(fc.constantFrom(...TRUNKS), client()), fc.constantFrom(...LENGTHS))
    .map(([address, length]) =>
      Prefix.containing(address, Math.min(length, address.family === 4 ? 32 : 128)).toString(),
    );
}

export function adminState(): fc.Arbitrary<AdminState> {
  return fc.record({
    state: fc.oneof({ weight: 4, arbitrary: fc.constant('auto' as const) }, fc.constantFrom(...ADMIN_STATES)),
  });
}

/** Any node of a number; most serve, so that answers have someone to name. */
export function nodeNumbered(number: number): fc.Arbitrary<CacheNode> {
  const mostly = fc.oneof({ weight: 7, arbitrary: fc.constant(true) }, fc.constant(false));
  const ipv4 = { address: `192.0.2.${number}`, port: 80 };
  const ipv6 = { address: `2001:db8::${number + 1}`, port: 8080 };
  return fc
    .record({
      customer: fc.oneof(
        { weight: 3, arbitrary: fc.constant(number < 4 ? 'contoso' : 'fabrikam') },
        fc.constantFrom('contoso', 'fabrikam'),
      ),
      enabled: mostly,
      activated: mostly,
      servers: fc.constantFrom({ ipv4 }, { ipv4 }, { ipv6 }, { ipv4, ipv6 }, { ipv4, ipv6 }, {}),
      activation: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, activation(ipv4, ipv6)),
      maxEgressMbps: fc.constantFrom(undefined, 1, 2_500, 40_000),
      admin: adminState(),
    })
    .map(({ maxEgressMbps, activation: proof, ...changes }) =>
      cacheNode(number, {
        ...changes,
        ...(maxEgressMbps === undefined ? {} : { maxEgressMbps }),
        ...(proof === undefined ? {} : { activation: proof }),
      }),
    );
}

/** Proofs of all that a node may serve at, of a part, and of what it served at before. */
function activation(ipv4: ServerAddress, ipv6: ServerAddress): fc.Arbitrary<NodeActivation> {
  const other = { ...ipv4, port: 81 };
  return fc.record({
    publicKey: fc.constant('A'.repeat(43)),
    proven: fc.constantFrom({ ipv4, ipv6 }, { ipv4, ipv6 }, { ipv4 }, { ipv6 }, { ipv4: other, ipv6 }, {}),
    at: fc.constant('2026-11-22T12:00:00.000Z'),
  });
}

export function vector(): fc.Arbitrary<HealthVector> {
  const entry = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 100 }).map((share) => vectorEntry('up', share)) },
    fc.constantFrom(vectorEntry('unknown'), vectorEntry('down'), vectorEntry('up', 0)),
  );
  return fc.record({
    number: fc.constantFrom(0, 1, 2),
    entries: fc.array(entry, { minLength: NODES - 1, maxLength: NODES }).map((entries) => Uint8Array.from(entries)),
    publishedAtMs: fc.constant(0),
  });
}

export function overrides(): fc.Arbitrary<ReadonlyMap<string, AdminState>> {
  const key = fc.constantFrom('Node-0', 'contoso/Node-1', nodeIdOf(1), 'fabrikam/Node-0', 'Node-4', 'nobody');
  return fc.array(fc.tuple(key, adminState()), { maxLength: 2 }).map((pairs) => new Map(pairs));
}

/** What one commit does, told without knowing what is there. */
export type Deed =
  | { readonly do: 'write node'; readonly node: CacheNode }
  | {
      readonly do: 'delete node';
      readonly number: number;
      readonly claims: 'too' | 'stay';
      /** Kept for a restore, or gone. */
      readonly record: 'kept' | 'gone';
    }
  | { readonly do: 'claim'; readonly number: number; readonly claim: Pick<Claim, 'prefix' | 'state'> }
  | { readonly do: 'unclaim'; readonly pick: number };

export function deeds(maxLength = 8): fc.Arbitrary<Deed[]> {
  const number = fc.nat(NODES - 1);
  const state = fc.oneof({ weight: 3, arbitrary: fc.constant('valid' as const) }, fc.constantFrom(...CLAIM_STATES));
  const claim = fc.record({
    do: fc.constant('claim' as const),
    number,
    claim: fc.record({ prefix: nestedPrefix(), state }),
  });
  const write = number.chain(nodeNumbered).map((node) => ({ do: 'write node' as const, node }));
  const claims = fc.constantFrom('too' as const, 'too' as const, 'stay' as const);
  const record = fc.constantFrom('kept' as const, 'gone' as const);
  const remove = fc.record({ do: fc.constant('delete node' as const), number, claims, record });
  const unclaim = fc.record({ do: fc.constant('unclaim' as const), pick: fc.nat() });
  const deed = fc.oneof<fc.MaybeWeightedArbitrary<Deed>[]>(
    { weight: 8, arbitrary: claim },
    { weight: 3, arbitrary: write },
    { weight: 1, arbitrary: remove },
    { weight: 2, arbitrary: unclaim },
  );
  return fc.array(deed, { minLength: 1, maxLength });
}

/** The writes that deeds amount to in a world: one per record, the last. */
export function writesOf(world: World, done: readonly Deed[]): RoutingWrite[] {
  const writes = new Map<string, RoutingWrite>();
  const write = (one: RoutingWrite) => writes.set(`${one.kind} ${one.id}`, one);
  for (const deed of done) {
    const now = world.after([...writes.values()]);
    if (deed.do === 'write node') write(nodeWrite(deed.node));
    if (deed.do === 'claim') {
      const node = now.nodes.get(nodeIdOf(deed.number)) ?? cacheNode(deed.number);
      write(claimWrite(claimOf(node, deed.claim.prefix, deed.claim.state)));
    }
    if (deed.do === 'unclaim') {
      const claims = [...now.claims.values()];
      const picked = claims[deed.pick % claims.length];
      if (picked !== undefined) write(claimGone(picked));
    }
    if (deed.do === 'delete node') {
      const id = nodeIdOf(deed.number);
      const node = now.nodes.get(id) ?? cacheNode(deed.number);
      const isKept = deed.record === 'kept';
      write(isKept ? nodeWrite({ ...node, deletedAt: node.createdAt }) : nodeGone(node));
      if (deed.claims === 'stay') continue;
      for (const claim of now.claims.values()) {
        if (claim.node === id) write(isKept ? claimWrite({ ...claim, state: 'released' }) : claimGone(claim));
      }
    }
  }
  return [...writes.values()];
}

/** A world without contradictions, some of whose blocks nest, and one revision's writes that make it. */
export function consistentWrites(): fc.Arbitrary<RoutingWrite[]> {
  const nodes = fc.tuple(...Array.from({ length: NODES }, (_, number) => nodeNumbered(number)));
  const state = fc.oneof({ weight: 5, arbitrary: fc.constant('valid' as const) }, fc.constantFrom(...CLAIM_STATES));
  const wanted = fc.array(fc.tuple(fc.nat(NODES - 1), nestedPrefix(), state), { minLength: 1, maxLength: 24 });
  return fc.tuple(nodes, wanted).map(([list, wants]) => granted(list, wants));
}

/** Takes what is asked for, in order, but a block in another customer's space only as a claim that waits. */
function granted(
  nodes: readonly CacheNode[],
  wants: readonly (readonly [number: number, prefix: string, state: ClaimState])[],
): RoutingWrite[] {
  const claims = new Map<string, Claim>();
  for (const [number, prefix, asked] of wants) {
    const node = nodes[number] ?? cacheNode(number);
    const isTaken = [...claims.values()].some(
      ({ state, customer, prefix: other }) =>
        state === 'valid' && customer !== node.customer && Prefix.parse(other).overlaps(Prefix.parse(prefix)),
    );
    const claim = claimOf(node, prefix, isTaken && asked === 'valid' ? 'attention-required' : asked);
    claims.set(claimId(claim), claim);
  }
  return [...nodes.map(nodeWrite), ...[...claims.values()].map(claimWrite)];
}
