import { addressFaultName, addressRules } from './address-fault.ts';
import { scanAddress, scanned } from './address-scanner.ts';
import { Address } from './address.ts';
import { addressBits, networkAddress } from './network-mask.ts';
import { PrefixError, type PrefixFault } from './prefix-error.ts';
import { LENGTH_LEADING_ZERO, LENGTH_MISSING, LENGTH_NOT_DECIMAL, scanLength } from './prefix-length-scanner.ts';
import { quotedValue } from './quoted-value.ts';

/** Why `text` is no prefix, and what to write. Apart from the parser, which so pays nothing for it. */
export function explainPrefix(text: string): PrefixError {
  const { reason, rule } = faultOf(text);
  return new PrefixError(`Cannot parse prefix ${quotedValue(text)}: ${rule}`, reason);
}

interface Complaint {
  readonly reason: PrefixFault;
  readonly rule: string;
}

function faultOf(text: string): Complaint {
  const slash = text.indexOf('/');
  const addressEnd = slash < 0 ? text.length : slash;
  const status = scanAddress(text, addressEnd);
  if (status !== 0) {
    const reason = addressFaultName(status);
    return { reason, rule: addressRules[reason] };
  }
  const mapped = scanned.mapped === 1;
  const address = Address.parse(text.slice(0, addressEnd));
  const bits = addressBits(address.family);
  if (slash < 0) {
    return {
      reason: 'length-missing',
      rule: `a prefix needs a length: write "${address.toString()}/${bits}" for this one address`,
    };
  }
  const length = scanLength(text, slash + 1);
  if (mapped) return mappedFault(address, length);
  if (length < 0 || length > bits) return lengthFault(length, bits, text.slice(slash + 1));
  return {
    reason: 'host-bits',
    rule: `bits after the length must be zero: did you mean "${networkAddress(address, length).toString()}/${length}"`,
  };
}

/** Two readers could take an IPv4-mapped prefix for two things, so only the IPv4 form is accepted. */
function mappedFault(address: Address, length: number): Complaint {
  const v4Length = length - 96;
  const meant =
    v4Length >= 0 && v4Length <= 32 ? `${networkAddress(address, v4Length).toString()}/${v4Length}` : '192.0.2.0/24';
  return { reason: 'mapped', rule: `a prefix must not be IPv4-mapped: write it as IPv4, like "${meant}"` };
}

function lengthFault(length: number, bits: number, received: string): Complaint {
  switch (length) {
    case LENGTH_MISSING:
      return { reason: 'length-missing', rule: `length must be 0 to ${bits}: received nothing` };
    case LENGTH_NOT_DECIMAL:
      return {
        reason: 'length-not-decimal',
        rule: `length must be a decimal number, 0 to ${bits}: received ${quotedValue(received)}`,
      };
    case LENGTH_LEADING_ZERO:
      return {
        reason: 'length-leading-zero',
        rule: `length must have no leading zeros, like 24: received ${quotedValue(received)}`,
      };
    default:
      return { reason: 'length-range', rule: `length must be 0 to ${bits}: received ${quotedDigits(received)}` };
  }
}

/** Digits need no quotes, but may be a thousand. */
function quotedDigits(digits: string): string {
  return digits.length <= 4 ? digits : quotedValue(digits);
}
