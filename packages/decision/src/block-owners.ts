import type { Prefix } from '@nearhop/ip';
import { ViewError } from './view-error.ts';

export interface OwnedBlock {
  readonly prefix: Prefix;
  readonly customer: string;
}

/** The customer of a block's nodes. Throws ViewError when they are of several. */
export function ownerOf(
  prefix: Prefix,
  nodes: readonly number[],
  customerOf: (node: number) => string | undefined,
): OwnedBlock {
  const [first] = nodes;
  const customer = first === undefined ? undefined : customerOf(first);
  if (customer === undefined)
    throw new ViewError(`Cannot own block "${prefix.toString()}": its node is unknown`, 'record');
  for (const node of nodes) {
    const other = customerOf(node);
    if (other !== undefined && other !== customer)
      throw overlapError({ prefix, customer }, { prefix, customer: other });
  }
  return { prefix, customer };
}

/** Told of blocks in the order of `comparePrefixes`, throws ViewError for one that nests in another customer's. */
export class NestingCheck {
  readonly #around: OwnedBlock[] = [];

  next(block: OwnedBlock): void {
    let outer = this.#around.at(-1);
    while (outer !== undefined && !outer.prefix.contains(block.prefix)) {
      this.#around.pop();
      outer = this.#around.at(-1);
    }
    if (outer !== undefined && outer.customer !== block.customer) throw overlapError(block, outer);
    this.#around.push(block);
  }
}

export function overlapError(block: OwnedBlock, other: OwnedBlock): ViewError {
  return new ViewError(
    `Cannot take block "${block.prefix.toString()}" of customer "${block.customer}": it must not overlap another customer's: found "${other.prefix.toString()}" of "${other.customer}"`,
    'overlap',
  );
}
