import { Address, type Prefix } from '@nearhop/ip';
import { PrefixRows } from '../prefixes/prefix-rows.ts';
import { AliasTable } from './alias-table.ts';
import { CountedRandom } from './counted-random.ts';

/** A prefix and how often its addresses are asked for, against the others. */
export interface WeightedPrefix {
  readonly prefix: Prefix;
  readonly weight: number;
}

/** Whose answer each request of a run asks for: the same for the same entries, seed and number. */
export class ClientSource {
  /** Flat: a whole table of prefix objects would keep the collector busy while requests are due. */
  readonly #prefixes = { 4: new PrefixRows(4), 6: new PrefixRows(6) };
  /** Of each entry: its row among those of IPv4, or the complement of its row among those of IPv6. */
  readonly #places: Int32Array;
  readonly #table: AliasTable;
  readonly #random: CountedRandom;

  /** Throws RangeError when no weight is above 0. */
  constructor(entries: readonly WeightedPrefix[], seed: number) {
    this.#places = Int32Array.from(entries, ({ prefix }) => {
      const row = this.#prefixes[prefix.family].push(prefix);
      return prefix.family === 4 ? row : ~row;
    });
    this.#table = new AliasTable(Float64Array.from(entries, ({ weight }) => weight));
    this.#random = new CountedRandom(seed);
  }

  /** The client of a request by its number in the run, below 2^32: a prefix by weight, in it any address alike. */
  client(number: number): Address {
    this.#random.begin(number);
    const place = this.#places[this.#table.draw(this.#random)]!; // the table has an index for each entry
    const prefix = place >= 0 ? this.#prefixes[4].prefixAt(place) : this.#prefixes[6].prefixAt(~place);
    return addressInside(prefix, this.#random);
  }
}

/** Keeps the network's bits and draws the others. */
function addressInside({ address, length, family }: Prefix, random: CountedRandom): Address {
  const word = (value: number, index: number) => {
    const fixed = length - 32 * index;
    if (fixed >= 32) return value;
    return fixed <= 0 ? random.next() : (value | (random.next() >>> fixed)) >>> 0;
  };
  if (family === 4) return Address.v4(word(address.a, 0));
  return Address.v6(word(address.a, 0), word(address.b, 1), word(address.c, 2), word(address.d, 3));
}
