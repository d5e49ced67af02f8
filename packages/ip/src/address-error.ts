import { addressFaultName, addressRules, type AddressFault } from './address-fault.ts';
import { quotedValue } from './quoted-value.ts';

/** Text that is no address. `reason` names the rule that it breaks; the message says what to write. */
export class AddressError extends Error {
  readonly code = 'ERR_ADDRESS';
  readonly reason: AddressFault;
  /** The rule in words, the second half of the message. */
  readonly rule: string;

  constructor(text: string, status: number) {
    const reason = addressFaultName(status);
    const rule = addressRules[reason];
    super(`Cannot parse address ${quotedValue(text)}: ${rule}`);
    this.name = 'AddressError';
    this.reason = reason;
    this.rule = rule;
  }
}
