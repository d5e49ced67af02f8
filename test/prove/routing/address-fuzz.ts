import { Address, AddressError, Prefix, PrefixError } from '@nearhop/ip';
import { readAddressCorpus } from './address-corpus.ts';
import { grown, mutate, pick, seededRandom, type RandomBelow } from './address-mutator.ts';
import { canonicalAddress, canonicalPrefix } from './address-oracle.ts';

export interface AddressFuzzReport {
  readonly tried: number;
  /** How many of the tried texts are an address or a prefix. */
  readonly accepted: number;
  /** Accepted though the oracle refuses, accepted by one of two entries only, or read as another value. */
  readonly wrongAccepts: string[];
  readonly wrongRefusals: string[];
  /** Texts that made a parser throw anything but its own error. */
  readonly untypedThrows: string[];
}

/** Reads `count` texts, made from the corpora and the grammar, as addresses and as prefixes, and compares with the oracle. */
export function fuzzAddresses(options: { seed: number; count: number }): AddressFuzzReport {
  const random = seededRandom(options.seed);
  const inputs = corpusInputs();
  const faults = { wrongAccepts: [], wrongRefusals: [], untypedThrows: [] } satisfies Partial<AddressFuzzReport>;
  let accepted = 0;
  for (let tried = 0; tried < options.count; tried++) {
    const text = nextText(random, inputs);
    const isAddress = judge(addressReader, text, faults);
    const isPrefix = judge(prefixReader, text, faults);
    if (isAddress || isPrefix) accepted++;
  }
  return { tried: options.count, accepted, ...faults };
}

type Faults = Pick<AddressFuzzReport, 'wrongAccepts' | 'wrongRefusals' | 'untypedThrows'>;

interface Reader {
  parse(text: string): { toString(): string };
  tryParse(text: string): { toString(): string } | undefined;
  /** The oracle's canonical text. */
  canonical(text: string): string | undefined;
  isOwnError(error: unknown): boolean;
}

const addressReader: Reader = {
  parse: (text) => Address.parse(text),
  tryParse: (text) => Address.tryParse(text),
  canonical: canonicalAddress,
  isOwnError: (error) => error instanceof AddressError && error.code === 'ERR_ADDRESS',
};

const prefixReader: Reader = {
  parse: (text) => Prefix.parse(text),
  tryParse: (text) => Prefix.tryParse(text),
  canonical: canonicalPrefix,
  isOwnError: (error) => error instanceof PrefixError && error.code === 'ERR_PREFIX',
};

/** Notes what is wrong about the reading of `text`; whether the parser took it. */
function judge(reader: Reader, text: string, faults: Faults): boolean {
  const expected = reader.canonical(text);
  const parsed = outcome(() => reader.parse(text).toString());
  const tried = outcome(() => reader.tryParse(text)?.toString());
  if (parsed.error !== undefined && !reader.isOwnError(parsed.error)) faults.untypedThrows.push(text);
  if (tried.error !== undefined) faults.untypedThrows.push(text);
  for (const { value } of [parsed, tried]) {
    if (value === expected) continue;
    if (value === undefined) faults.wrongRefusals.push(text);
    else faults.wrongAccepts.push(text);
  }
  // Canonical text must read as itself.
  if (expected !== undefined && reader.tryParse(expected)?.toString() !== expected) faults.wrongAccepts.push(expected);
  return tried.value !== undefined;
}

function outcome(read: () => string | undefined): { value?: string | undefined; error?: unknown } {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
}

function nextText(random: RandomBelow, inputs: readonly string[]): string {
  const text = random(2) === 0 ? grown(random) : pick(random, inputs);
  return random(3) === 0 ? text : mutate(random, text, pick(random, inputs));
}

function corpusInputs(): string[] {
  const names = ['addresses-good', 'addresses-bad', 'prefixes-good', 'prefixes-bad'] as const;
  return names.flatMap((name) => readAddressCorpus(name).map(({ input }) => input));
}
