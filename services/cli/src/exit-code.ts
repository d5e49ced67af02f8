/** What a command's exit code says: the list is part of the interface, and `nearhop help exit-codes` prints it. */
export const EXIT_CODES = [
  { name: 'ok', code: 0, meaning: 'done' },
  {
    name: 'refused',
    code: 1,
    meaning:
      'refused or failed: nothing was changed, and the error says what to write instead; replay: a limit was missed or an answer was wrong',
  },
  {
    name: 'usage',
    code: 2,
    meaning: 'the command line is wrong: unknown command or option, missing or unreadable argument',
  },
  { name: 'unreachable', code: 3, meaning: 'control, router or store cannot be reached' },
  { name: 'wait-timed-out', code: 4, meaning: 'the change is made, but --wait ended before every router served it' },
  { name: 'partial', code: 5, meaning: 'import finished with bad rows: the good ones are in, the bad ones are listed' },
  {
    name: 'not-trusted',
    code: 6,
    meaning: 'route --as, replay: the router does not trust this machine to name another client',
  },
  { name: 'software', code: 70, meaning: 'a defect in nearhop itself: please report it' },
  { name: 'configuration', code: 78, meaning: 'a NEARHOP_ variable is unknown or has a bad value' },
] as const;

export type ExitName = (typeof EXIT_CODES)[number]['name'];

const BY_NAME = new Map<ExitName, number>(EXIT_CODES.map(({ name, code }) => [name, code]));

export function exitCode(name: ExitName): number {
  // Every ExitName is a row of the table it is derived from.
  return BY_NAME.get(name)!;
}
