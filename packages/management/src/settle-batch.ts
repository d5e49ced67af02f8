import type { CommitOutcome, RegistryPosition } from '@nearhop/registry';
import { claimVerdict, pendingClaim, type Asking } from './claim-state.ts';
import { instant, type ManagementContext, type WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import type { ImportBatch, ImportClaim } from './import-batch.ts';
import type { ImportNode, ImportNodes } from './import-nodes.ts';
import type { ReleasedMemory } from './deleted/released-claims.ts';
import { equalClaimDetail } from './equal-claim.ts';

type Outcome<Kind extends CommitOutcome['kind']> = Extract<CommitOutcome, { kind: Kind }>;

/** What an import remembers of the registry. */
export interface ImportMemory {
  readonly nodes: ImportNodes;
  readonly released: ReleasedMemory;
}

export interface SettledBatch {
  /** Undefined when nothing was left to write. */
  readonly position: RegistryPosition | undefined;
  readonly nodesMade: number;
  readonly customersMade: number;
}

// From then on every block in a conflict gives way, also to blocks of the same batch that may give way themselves.
const PATIENT_ATTEMPTS = 6;
const MOST_ATTEMPTS = 40;

/**
 * Writes a batch in one commit. It reads nothing beforehand: the commit says what is there already, taken or in the way; the blocks
 * concerned are settled by that, and the rest tried again.
 */
export async function settleBatch(
  context: ManagementContext,
  batch: ImportBatch,
  known: ImportMemory,
  request: WriteRequest,
): Promise<SettledBatch> {
  const { registry } = context;
  const asking = { by: request.by, at: instant(context) };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const nodes = batch.nodesToWrite();
    if (nodes.length === 0 && batch.customers.size === 0)
      return { position: undefined, nodesMade: 0, customersMade: 0 };
    await numberNewNodes(context, nodes);
    const { writes, expectations } = batch.plan(nodes);
    const change = { writes, by: request.by, why: request.why ?? null, at: instant(context) };
    const outcome = await registry.commit(change, expectations);
    switch (outcome.kind) {
      case 'committed':
        return made(batch, known.nodes, nodes, outcome.position);
      case 'stale':
        await settleStale(batch, known, nodes, outcome, asking);
        break;
      case 'taken':
        await settleTaken(batch, known.nodes, nodes, outcome);
        break;
      case 'overlap':
        await settleOverlaps(context, batch, outcome, attempt < PATIENT_ATTEMPTS, asking);
        break;
    }
  }
  throw new ManagementError(
    'conflict',
    'Cannot import: what it writes keeps changing: stop the other writer and import again',
  );
}

async function numberNewNodes({ registry }: ManagementContext, nodes: readonly ImportNode[]): Promise<void> {
  const unnumbered = nodes.filter(({ revision, numbered }) => revision === 0 && !numbered);
  if (unnumbered.length === 0) return;
  let number = await registry.reserveNodeNumbers(unnumbered.length);
  for (const node of unnumbered) {
    node.value = { ...node.value, number: number++ };
    node.numbered = true;
  }
}

function made(
  batch: ImportBatch,
  known: ImportNodes,
  nodes: readonly ImportNode[],
  position: RegistryPosition,
): SettledBatch {
  const nodesMade = nodes.filter(({ revision }) => revision === 0).length;
  for (const node of nodes) {
    node.revision = position.revision;
    node.changed = false;
  }
  for (const id of batch.customers) known.customerIsThere(id);
  for (const { claim, tally } of batch.claims.values()) countMade(claim, tally);
  return { position, nodesMade, customersMade: batch.customers.size };
}

export function countMade(claim: ImportClaim['claim'], tally: ImportClaim['tally']): void {
  tally.added++;
  tally.pending--;
  if (claim.state === 'valid') return;
  tally.attentionRequired++;
  tally.warn(`block "${claim.prefix}": ${claim.text ?? claim.state}`);
}

async function settleStale(
  batch: ImportBatch,
  known: ImportMemory,
  nodes: readonly ImportNode[],
  { found }: Outcome<'stale'>,
  { at }: Asking,
): Promise<void> {
  const nodesById = new Map(nodes.map((node) => [node.value.id, node]));
  for (const { kind, id, revision } of found) {
    if (kind === 'claim') {
      const there = batch.claims.get(id);
      if (there === undefined) continue;
      if (revision === 0) {
        there.revision = 0; // the released claim was forgotten in the meantime
        continue;
      }
      const released = await known.released.find(there.claim.customer, id);
      if (released?.revision === revision) {
        there.claim = { ...released.value, state: 'valid', shared: there.claim.shared, since: at };
        there.revision = revision;
        continue;
      }
      batch.claims.delete(id);
      there.tally.pending--;
      there.tally.unchanged++;
    } else if (kind === 'customer') {
      batch.customers.delete(id);
      known.nodes.customerIsThere(id);
    } else if (kind === 'node') {
      const node = nodesById.get(id);
      if (node !== undefined) await known.nodes.refresh(node);
    }
  }
  batch.claimsFollowNodes();
}

/** Somebody else took a node's name or server between our look and our commit. */
async function settleTaken(
  batch: ImportBatch,
  known: ImportNodes,
  nodes: readonly ImportNode[],
  { key }: Outcome<'taken'>,
): Promise<void> {
  for (const node of nodes) {
    if (key.startsWith('server:')) {
      if (!known.dropServer(node, key)) continue;
      const waiting = [...batch.claims.values()].find((entry) => entry.node === node);
      waiting?.tally.fail(`server "${key.slice('server:'.length)}" was left out: it was taken in the meantime`);
    } else if (key.endsWith(`:${node.value.customer}/${node.value.name}`)) await known.refresh(node);
  }
  batch.claimsFollowNodes();
}

async function settleOverlaps(
  context: ManagementContext,
  batch: ImportBatch,
  { conflicts }: Outcome<'overlap'>,
  patient: boolean,
  asking: Asking,
): Promise<void> {
  const order = new Map([...batch.claims.keys()].map((id, index) => [id, index]));
  for (const { claim: id, with: other } of conflicts) {
    const entry = batch.claims.get(id);
    if (entry === undefined) continue;
    // Two blocks of one batch are told of both; the one that comes later in the file gives way.
    const otherIndex = order.get(other.id);
    if (patient && otherIndex !== undefined && otherIndex > (order.get(id) ?? 0)) continue;
    const verdict = claimVerdict(entry.claim, [other.value]);
    if (verdict.kind === 'valid') continue;
    // A released claim that cannot be taken back stays released: its customer may have been counted for it.
    if (verdict.kind !== 'refused' && entry.revision === 0) {
      entry.claim = pendingClaim(entry.claim, verdict, asking);
      continue;
    }
    batch.claims.delete(id);
    entry.tally.pending--;
    const { prefix } = entry.claim;
    const detail =
      verdict.kind === 'refused'
        ? await equalClaimDetail(context, prefix, verdict.node, nodeNameIn(batch, verdict.node))
        : `"${prefix}": ${verdict.text}`;
    entry.tally.refuseBlock(`block ${detail}`);
  }
}

function nodeNameIn(batch: ImportBatch, id: string): string | undefined {
  for (const { node } of batch.claims.values()) if (node.value.id === id) return node.value.name;
  return undefined;
}
