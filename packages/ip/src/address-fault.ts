/** What can be wrong with the text of an address: the numbers are the scanner's statuses, the names the `reason` of an AddressError. */
export const ADDRESS_FAULT = {
  none: 0,
  empty: 1,
  'too-long': 2,
  space: 3,
  control: 4,
  'non-ascii': 5,
  brackets: 6,
  zone: 7,
  length: 8,
  port: 9,
  character: 10,
  'leading-zero': 11,
  'number-range': 12,
  'number-missing': 13,
  'number-count': 14,
  'group-digits': 15,
  'group-count': 16,
  'lone-colon': 17,
  'two-gaps': 18,
} as const;

export type AddressFault = Exclude<keyof typeof ADDRESS_FAULT, 'none'>;

export const addressRules: Readonly<Record<AddressFault, string>> = {
  empty: 'an address must not be empty: write one like 192.0.2.1 or 2001:db8::1',
  'too-long': 'an address has at most 45 characters',
  space: 'an address must hold no white space',
  control: 'an address must hold no control characters',
  'non-ascii': 'an address must be ASCII: write plain digits, letters a to f, dots and colons',
  brackets: 'an address is written without brackets',
  zone: 'an address must hold no zone: write it without the % and what follows',
  length: 'an address has no prefix length: write it without the / and what follows',
  port: 'an address has no port: write it without the port',
  character: 'an address is decimal digits and dots (192.0.2.1) or hexadecimal digits and colons (2001:db8::1)',
  'leading-zero': 'numbers of an IPv4 address must be decimal without leading zeros: write 10, not 010',
  'number-range': 'numbers of an IPv4 address must be 0 to 255',
  'number-missing': 'numbers of an IPv4 address must not be empty: write one like 192.0.2.1',
  'number-count': 'an IPv4 address must have 4 numbers: write one like 192.0.2.1',
  'group-digits': 'groups of an IPv6 address must have 1 to 4 hexadecimal digits',
  'group-count': 'an IPv6 address must have 8 groups, or fewer and one "::"',
  'lone-colon': 'an IPv6 address must not begin or end with a single colon: write "::" for a run of zeros',
  'two-gaps': 'an IPv6 address must hold "::" at most once',
};

const faultNames = Object.keys(ADDRESS_FAULT);

export function addressFaultName(status: number): AddressFault {
  // A status other than 0 is always one of the numbers above.
  return faultNames[status] as AddressFault;
}
