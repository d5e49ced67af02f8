import type { Address } from './address.ts';
import { PrefixError } from './prefix-error.ts';
import type { Prefix } from './prefix.ts';
import { specialUse, specialUseOverlap, type SpecialUse } from './special-use.ts';

export interface AddressPolicyOptions {
  /** Special-use space that this deployment owns; each inside a private, test or loopback range. */
  readonly privateNetworks: readonly Prefix[];
  /** Allows loopback and everything private, for origins too. For demo and tests, never in production. */
  readonly lab: boolean;
}

/**
 * Which addresses may take part. Public space always may; special-use space only where the deployment says that it owns
 * it, and there an origin still may not lie, so that no content host can point a node into the operator's own network.
 */
export class AddressPolicy {
  readonly #privateNetworks: readonly Prefix[];
  readonly #lab: boolean;

  /** Throws PrefixError for a private network that is public or nobody's to own. */
  constructor(options: AddressPolicyOptions) {
    for (const network of options.privateNetworks) checkOwnable(network);
    this.#privateNetworks = options.privateNetworks;
    this.#lab = options.lab;
  }

  /** Whether a device at the address may be given a node. */
  allowsClient(address: Address): boolean {
    const use = specialUse(address);
    return use === undefined || this.#allowsSpecial(use, address);
  }

  /** Whether a node may claim the prefix: it touches no special-use space, or lies in one such range that is allowed. */
  allowsClaim(prefix: Prefix): boolean {
    const use = specialUseOverlap(prefix);
    return use === undefined || this.#allowsSpecial(use, prefix);
  }

  /** Whether a node may serve at the address. */
  allowsServer(address: Address): boolean {
    return this.allowsClient(address);
  }

  /** Whether a content host may have the address. */
  allowsOrigin(address: Address): boolean {
    const use = specialUse(address);
    return use === undefined || (this.#lab && this.#allowsSpecial(use, address));
  }

  #allowsSpecial(use: SpecialUse, space: Address | Prefix): boolean {
    const inLab = this.#lab && (use.realm === 'loopback' || use.realm === 'private');
    return (inLab && use.prefix.contains(space)) || this.#privateNetworks.some((network) => network.contains(space));
  }
}

function checkOwnable(network: Prefix): void {
  const use = specialUseOverlap(network);
  const inside = use?.prefix.contains(network) === true;
  if (inside && use.realm !== 'reserved') return;
  const text = network.toString();
  const received =
    use === undefined ? 'public space, which needs no entry' : `${inside ? '' : 'more than '}${described(use)}`;
  throw new PrefixError(
    `Cannot own prefix "${text}": a private network must lie inside space like 10.0.0.0/8, 100.64.0.0/10 or fc00::/7: received ${received}`,
    'not-ownable',
  );
}

function described(use: SpecialUse): string {
  return `${use.name} (${use.prefix.toString()}, ${use.source})`;
}
