import { CLAIM_STATES } from '@nearhop/contracts';
import * as fc from 'fast-check';
import { RECORD_KINDS, type RecordWrite } from '../../records.ts';
import { claimWrite, customerWrite, gone, nodeWrite, originWrite } from '../example-records.ts';
import { CommitCommand } from './commit-command.ts';
import { KNOWN_PREFIXES } from './known-prefixes.ts';
import { ReopenCommand, ReserveNumbersCommand } from './other-commands.ts';
import { ClaimsCommand, FollowCommand, ListCommand, SnapshotCommand } from './read-commands.ts';
import type { RegistryCommand, Subject } from './registry-command.ts';
import type { RegistryOracle } from './registry-oracle.ts';

/** Mostly one customer's: were all alike, nearly every commit would be refused. */
const customer = fc.constantFrom('acme', 'acme', 'acme', 'acme', 'other', 'third');
const nodeNumber = fc.integer({ min: 1, max: 4 });
const prefix = fc.constantFrom(...KNOWN_PREFIXES.map(({ text }) => text));

const claim = fc
  .record({
    number: nodeNumber,
    customer,
    prefix,
    state: fc.oneof(
      { weight: 2, arbitrary: fc.constant('valid' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...CLAIM_STATES) },
    ),
    shared: fc.boolean(),
  })
  .map(({ number, customer, prefix, ...over }) => claimWrite(number, customer, prefix, over));

const server = fc.option(fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3'), { nil: undefined });
const node = fc
  .record({ number: nodeNumber, customer, name: fc.constantFrom('A', 'B', 'C'), server, enabled: fc.boolean() })
  .map(({ number, customer, name, server, enabled }) =>
    nodeWrite(number, customer, {
      name,
      enabled,
      servers: server === undefined ? {} : { ipv4: { address: server, port: 80 } },
    }),
  );

const plain = fc.oneof(
  fc.tuple(customer, fc.constantFrom('One', 'Two')).map(([id, name]) => customerWrite(id, name)),
  fc.constantFrom('a.example', '*.example').map(originWrite),
);

const put: fc.Arbitrary<RecordWrite> = fc.oneof(
  { weight: 6, arbitrary: claim },
  { weight: 2, arbitrary: node },
  { weight: 1, arbitrary: plain },
);
const write = fc.oneof({ weight: 4, arbitrary: put }, { weight: 1, arbitrary: put.map(gone) });

const commit = fc
  .record({
    writes: fc.uniqueArray(write, { minLength: 1, maxLength: 5, selector: ({ kind, id }) => `${kind}|${id}` }),
    expecting: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('nothing', 'what is') },
      { weight: 1, arbitrary: fc.constant('something else') },
    ),
    key: fc.constantFrom('k1', 'k2', ...Array.from({ length: 14 }, () => undefined)),
  })
  .map(({ writes, expecting, key }) => new CommitCommand(writes, expecting, key));

/** Sequences of everything that can be done to a registry. */
export function commandSequences(maxCommands: number): fc.Arbitrary<Iterable<RegistryCommand>> {
  const limit = fc.integer({ min: 1, max: 4 });
  const whose = fc.option(customer, { nil: undefined });
  return fc.commands<RegistryOracle, Subject, false>(
    [
      ...Array.from({ length: 6 }, () => commit),
      fc.tuple(fc.constantFrom(...RECORD_KINDS), whose, limit).map((given) => new ListCommand(...given)),
      fc.tuple(prefix, fc.integer({ min: 1, max: 10 })).map((given) => new ClaimsCommand(...given)),
      fc.constant(new SnapshotCommand()),
      fc.integer({ min: 0, max: 20 }).map((back) => new FollowCommand(back)),
      fc.constant(new ReopenCommand()),
      fc.integer({ min: 1, max: 5 }).map((count) => new ReserveNumbersCommand(count)),
    ],
    { maxCommands, size: 'max' },
  );
}
