import { claimId, type Claim, type ClaimState } from '@nearhop/contracts';
import { Prefix, PrefixError } from '@nearhop/ip';
import type { NodesAfter } from './nodes-after.ts';
import type { RoutingWrite } from './routing-records.ts';
import { ViewError } from './view-error.ts';

/** What the state of a claim may be to devices. */
export type HeldState = Exclude<ClaimState, 'released'>;

/** What a revision says of one prefix: a node's new claim state, or null for "no claim any more". */
export interface PrefixEdits {
  readonly prefix: Prefix;
  readonly states: Map<number, HeldState | null>;
}

/** Gathers the claims of a revision by the text of their prefix. Throws ViewError. */
export function claimEdits(writes: readonly RoutingWrite[], nodes: NodesAfter): Map<string, PrefixEdits> {
  const edits = new Map<string, PrefixEdits>();
  for (const write of writes) {
    if (write.kind !== 'claim') continue;
    const state = heldState(write.value);
    const { prefix, node } = write.value ?? readClaimId(write.id);
    const number =
      state === null || write.value === null ? nodes.before(node)?.number : numberFor(write.id, write.value, nodes);
    // A claim that is gone, of a node that never was or is gone too: nothing is left to remove.
    if (number === undefined) continue;
    const known = edits.get(prefix);
    if (known === undefined) {
      edits.set(prefix, {
        prefix: readPrefix(write.id, prefix),
        states: new Map([[number, state]]),
      });
    } else {
      known.states.set(number, state);
    }
  }
  return edits;
}

/** A released claim is kept for whoever may take it back, and is none to devices. */
function heldState(claim: Claim | null): HeldState | null {
  return claim === null || claim.state === 'released' ? null : claim.state;
}

function numberFor(id: string, claim: Claim, nodes: NodesAfter): number {
  if (id !== claimId(claim)) {
    throw new ViewError(`Cannot take claim "${id}": the id must be "${claimId(claim)}" for what it claims`, 'record');
  }
  const node = nodes.get(claim.node);
  if (node === undefined) throw new ViewError(`Cannot take claim "${id}": its node is unknown`, 'record');
  if (node.customer !== claim.customer) {
    throw new ViewError(
      `Cannot take claim "${id}": its customer must be its node's, "${node.customer}": received "${claim.customer}"`,
      'record',
    );
  }
  return node.number;
}

function readClaimId(id: string): { prefix: string; node: string } {
  const at = id.lastIndexOf('@');
  return { prefix: id.slice(0, Math.max(at, 0)), node: id.slice(at + 1) };
}

function readPrefix(id: string, text: string): Prefix {
  try {
    const prefix = Prefix.parse(text);
    // One spelling per prefix: claims are gathered by text, so a second one would be a second prefix.
    if (prefix.toString() !== text)
      throw new ViewError(`Cannot take claim "${id}": write ${prefix.toString()}`, 'record');
    return prefix;
  } catch (error) {
    if (!(error instanceof PrefixError)) throw error;
    throw new ViewError(`Cannot take claim "${id}": ${error.message}`, 'record');
  }
}
