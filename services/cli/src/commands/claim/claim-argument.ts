/** How a claim is named on the command line. */
export const CLAIM_ARGUMENT = [
  '<claim>',
  'prefix@node, such as 2.0.0.0/12@Seattle-1; the prefix alone where only one claim waits',
] as const;
