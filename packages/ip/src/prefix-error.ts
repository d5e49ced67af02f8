import type { AddressFault } from './address-fault.ts';

/** What can be wrong with a prefix, a range of addresses, or the address in one. */
export type PrefixFault =
  | AddressFault
  | 'length-missing'
  | 'length-not-decimal'
  | 'length-leading-zero'
  | 'length-range'
  | 'host-bits'
  | 'mapped'
  | 'range-order'
  | 'range-family'
  | 'not-ownable';

/** A prefix, or a range of addresses, that breaks a rule. `reason` names the rule; the message says what to write. */
export class PrefixError extends Error {
  readonly code = 'ERR_PREFIX';
  readonly reason: PrefixFault;

  constructor(message: string, reason: PrefixFault) {
    super(message);
    this.name = 'PrefixError';
    this.reason = reason;
  }
}
