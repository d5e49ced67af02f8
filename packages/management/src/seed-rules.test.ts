import type { NodeWritten } from '@nearhop/contracts';
import { openRegistry, type Registry } from '@nearhop/registry';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagementError } from './management-error.ts';
import { by, ClaimDesk } from './testing/claim-desk.ts';
import { refusalOf, told } from './testing/scratch-management.ts';

/*
 * The seed's forms, row by row and in its words. Its table of states, "IP address space approval", and every way from one state to
 * another are in testing/address-space-suite.ts, which runs over both drivers.
 */

let directory: string;
let registry: Registry;
let desk: ClaimDesk;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-seed-rules-'));
  registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  desk = new ClaimDesk(registry);
  await desk.customers('ours', 'theirs');
  await make({ name: 'Taken-1', servers: '23.0.0.1', claims: '100.0.0.0/24' });
  await desk.api.createNode(
    { customer: 'theirs', name: 'Theirs-1', servers: '23.0.0.2', claims: '100.0.1.0/24' },
    by('theirs'),
  );
});
afterAll(async () => {
  await registry.close();
  await rm(directory, { recursive: true });
});

let made = 0;
const make = (input: object) => desk.api.createNode({ customer: 'ours', name: `n-${made++}`, ...input }, by('ours'));

/** A rule of a form, and either what must be seen of the node that is made or where and how it is refused. */
type Rule = readonly [
  words: string,
  input: object,
  outcome: { readonly node: object } | { readonly refused: readonly (readonly [pointer: string, detail: string])[] },
];

function rules(title: string, table: readonly Rule[]): void {
  describe(title, () => {
    for (const [words, input, outcome] of table) {
      test(words, async () => {
        const result: NodeWritten | ManagementError = await make(input).catch((error: unknown) => {
          if (error instanceof ManagementError) return error;
          throw error;
        });
        if ('node' in outcome) expect(result).toMatchObject({ node: outcome.node });
        else {
          const fields = result instanceof ManagementError ? told(result) : ['it was made'];
          expect(fields).toHaveLength(outcome.refused.length);
          for (const [index, [pointer, detail]] of outcome.refused.entries()) {
            expect(fields[index]).toStartWith(`${pointer}: `);
            expect(fields[index]).toContain(detail);
          }
        }
      });
    }
  });
}

rules('Create an MCC node: "Cache Node Name is the only field required for cache node creation"', [
  [
    'a name alone makes a node, not configured and without space',
    { name: 'Alone' },
    { node: { name: 'Alone', state: 'not-configured', ipSpace: '0', claims: [] } },
  ],
  ['no name', { name: undefined }, { refused: [['/name', 'must be given']] }],
]);

rules('Cache Node Name: "Alphanumeric name that includes no spaces"', [
  ['"You may choose names based on location like Seattle-1"', { name: 'Seattle-1' }, { node: { name: 'Seattle-1' } }],
  ['letters, digits, "_" and "-"', { name: '9_a-Z' }, { node: { name: '9_a-Z' } }],
  ['90 characters', { name: 'a'.repeat(90) }, { node: { name: 'a'.repeat(90) } }],
  ['91 characters', { name: 'a'.repeat(91) }, { refused: [['/name', 'write 1 to 90 of A-Z']] }],
  ['a space', { name: 'Seattle 1' }, { refused: [['/name', 'such as "Seattle-1": received "Seattle 1"']] }],
  ['nothing at all', { name: '' }, { refused: [['/name', 'write 1 to 90']] }],
  ['a letter of another alphabet', { name: 'Zürich' }, { refused: [['/name', 'write 1 to 90']] }],
  [
    '"This name must be unique": in use in the resource',
    { name: 'Taken-1' },
    { refused: [['/name', 'has a node "Taken-1" already: write another name']] },
  ],
  ["unique within the customer: another customer's name is free", { name: 'Theirs-1' }, { node: { name: 'Theirs-1' } }],
]);

rules('Server IP Address: "IP address of your MCC server. The IP address must be publicly accessible."', [
  [
    'an IPv4 address, port 80 unless given',
    { servers: '23.1.0.1' },
    { node: { servers: { ipv4: { address: '23.1.0.1', port: 80 } } } },
  ],
  [
    'an address with a port, and one per family',
    { servers: '23.1.0.2:8090, [2a00::2]' },
    { node: { servers: { ipv4: { port: 8_090 }, ipv6: { address: '2a00::2', port: 80 } } } },
  ],
  ['two of one family', { servers: '23.1.0.3, 23.1.0.4' }, { refused: [['/servers', 'one IPv4 server']] }],
  ['not publicly accessible: private', { servers: '192.168.0.1' }, { refused: [['/servers', 'special-use space']] }],
  [
    'private that the deployment owns',
    { servers: '10.0.0.1' },
    { node: { servers: { ipv4: { address: '10.0.0.1' } } } },
  ],
  [
    'not publicly accessible: loopback',
    { servers: '127.0.0.1' },
    { refused: [['/servers', 'an address that devices can reach']] },
  ],
  ['no address', { servers: 'cache.example.com' }, { refused: [['/servers', 'cache.example.com']] }],
  ['leading zeros', { servers: '023.1.0.1' }, { refused: [['/servers', '"023.1.0.1"']] }],
  [
    '"already in use", by one\'s own node: it is named',
    { servers: '23.0.0.1' },
    { refused: [['/servers/ipv4', 'serve your node "Taken-1"']] },
  ],
  [
    '"already in use", by another customer\'s: nothing is revealed',
    { servers: '23.0.0.2' },
    { refused: [['/servers/ipv4', 'are already in use: write another']] },
  ],
]);

rules('Address Range/CIDR Blocks: "IP Address range/CIDR blocks … as a comma separated list"', [
  [
    '"For example: 2.21.234.0/24 , 3.22.235.0/24 , 4.23.236.0/24"',
    { claims: '2.21.234.0/24 , 3.22.235.0/24 , 4.23.236.0/24' },
    {
      node: {
        ipSpace: '768',
        claims: [{ prefix: '2.21.234.0/24' }, { prefix: '3.22.235.0/24' }, { prefix: '4.23.236.0/24' }],
      },
    },
  ],
  ['a list', { claims: ['101.0.0.0/24', '101.0.1.0/24'] }, { node: { ipSpace: '512' } }],
  [
    'a range, shown as CIDRs',
    { claims: '102.0.0.0 - 102.0.2.255' },
    { node: { claims: [{ prefix: '102.0.0.0/23' }, { prefix: '102.0.2.0/24' }] } },
  ],
  ['IPv6', { claims: '2a01::/56' }, { node: { claims: [{ prefix: '2a01::/56', state: 'valid' }] } }],
  [
    '"If the CIDR block notation … is incorrect": host bits',
    { claims: '103.0.0.1/24' },
    {
      refused: [
        ['/claims', 'block 1: "103.0.0.1/24": bits after the length must be zero: did you mean "103.0.0.0/24"'],
      ],
    },
  ],
  ['too long', { claims: '103.0.0.0/33' }, { refused: [['/claims', 'length must be 0 to 32']] }],
  ['leading zeros', { claims: ['103.0.0.0/024'] }, { refused: [['/claims/0', '103.0.0.0/024']] }],
  ['a range that runs backwards', { claims: '103.0.1.0-103.0.0.0' }, { refused: [['/claims', 'block 1']] }],
  [
    '"… or list is incorrect": an empty place',
    { claims: '103.0.0.0/24,,103.0.1.0/24' },
    { refused: [['/claims', 'block 2: is empty: take the comma away']] },
  ],
  [
    'the same block twice',
    { claims: ['103.0.0.0/24', '103.0.0.0-103.0.0.255'] },
    { refused: [['/claims/1', 'block 2: "103.0.0.0/24" is block 1 already']] },
  ],
  [
    'special-use space',
    { claims: '192.168.0.0/24' },
    { refused: [['/claims', 'overlaps special-use space 192.168.0.0/16 (Private-Use, RFC 1918)']] },
  ],
  [
    'special-use space inside a larger block',
    { claims: '192.0.0.0/8' },
    { refused: [['/claims', 'special-use space']] },
  ],
  ['special-use space that the deployment owns', { claims: '10.1.0.0/24' }, { node: { claims: [{ state: 'valid' }] } }],
  [
    '"already in use", by one\'s own node: refused and named',
    { claims: '100.0.0.0/24' },
    { refused: [['/claims', '"100.0.0.0/24" is claimed by your node "Taken-1": ask for it as shared']] },
  ],
  [
    "in use by one's own node, and shared",
    { claims: '100.0.0.0/24', shared: true },
    { node: { claims: [{ state: 'valid', shared: true }] } },
  ],
  [
    '"already in use", by another customer\'s: stored, and nothing is revealed',
    { claims: '100.0.1.0/24' },
    { node: { claims: [{ state: 'attention-required', text: expect.not.stringMatching(/theirs/i) }] } },
  ],
]);

rules('Enable Cache Node: "Cache nodes are enabled by default."', [
  ['by default', {}, { node: { enabled: true } }],
  [
    '"Disable prevents the cache node from receiving content requests"',
    { enabled: false, servers: '23.2.0.1' },
    { node: { enabled: false, state: 'disabled' } },
  ],
  ['neither', { enabled: 'no' }, { refused: [['/enabled', 'write a boolean: received "no"']] }],
]);

rules('"If there are errors the form will provide guidance on how to correct the errors": of all fields at once', [
  [
    'a bad name, a bad address and two bad blocks, by their places',
    { name: 'a b', servers: '10.0.0.300', claims: ['104.0.0.0/24', '104.0.1.1/24', 'x'], colour: 'red' },
    {
      refused: [
        ['/name', 'write 1 to 90'],
        ['/colour', 'no such member'],
        ['/servers', '10.0.0.300'],
        ['/claims/1', 'block 2: "104.0.1.1/24"'],
        ['/claims/2', 'block 3: "x"'],
      ],
    },
  ],
]);

describe('"two other read-only fields"', () => {
  test('IP Space: "Number of IP addresses that will be routed", each once, of both families', async () => {
    const { node } = await make({ claims: ['105.0.0.0/24', '105.0.0.0/25', '2a02::/120'] });
    expect(node.ipSpace).toBe('512');
    expect((await refusalOf(desk.api.editNode(node.id, { ipSpace: '1' }, by('ours')))).code).toBe('invalid');
  });

  test('Activation Keys: shown when the node is made, and a node is not activated without them', async () => {
    const { node } = await make({ servers: '23.3.0.1' });
    expect(node).toMatchObject({ activated: false, state: 'not-activated' });
    expect((await refusalOf(desk.api.editNode(node.id, { activated: true }, by('ours')))).code).toBe('invalid');
  });
});

describe('Edit Cache Node Information', () => {
  test('"The Server IP Address, Address Range/CIDR Blocks, and Enable Cache Node are all editable"', async () => {
    const { node } = await make({ servers: '23.4.0.1', claims: '106.0.0.0/24' });
    const patch = { servers: '23.4.0.2', claims: '106.0.1.0/24', enabled: false };
    const edited = await desk.api.editNode(node.id, patch, by('ours', 'maintenance'));
    expect(edited.node).toMatchObject({
      servers: { ipv4: { address: '23.4.0.2' } },
      claims: [{ prefix: '106.0.1.0/24', state: 'valid' }],
      enabled: false,
    });
    expect(edited.claims).toMatchObject({ valid: 1, removed: 1 });
  });

  test('the name "cannot be changed later"', async () => {
    const { node } = await make({ name: 'Fixed' });
    const refusal = await refusalOf(desk.api.editNode(node.id, { name: 'Other' }, by('ours')));
    expect(told(refusal)).toEqual([
      `/name: a node's name never changes: it is "Fixed"; make a new node to have another`,
    ]);
  });

  test('an edit that adds beyond the threshold makes only the new block wait', async () => {
    const { node } = await desk.api.createNode(
      { customer: 'theirs', name: 'grows', claims: '107.0.0.0/17' },
      by('theirs'),
    );
    const list = ['107.0.0.0/17', '108.0.0.0/17', '109.0.0.0/24'];
    const edited = await desk.api.editNode(node.id, { claims: list }, by('theirs'));
    expect(edited.node.claims.map(({ state }) => state)).toEqual(['valid', 'in-review', 'valid']);
  });

  test('deleted: gone from the list with its name, address and space free for its own customer; here it can be restored for 30 days', async () => {
    const { node } = await make({ name: 'Gone', servers: '23.5.0.1', claims: '110.0.0.0/24' });
    await desk.api.deleteNode(node.id, by('ours', 'closed'));
    expect((await refusalOf(desk.api.showNode('ours/Gone'))).code).toBe('not-found');
    expect((await refusalOf(desk.api.showNode(node.id))).message).toContain('restore it, within 30 days');
    const again = await make({ name: 'Gone', servers: '23.5.0.1', claims: '110.0.0.0/24' });
    expect(again.node.claims).toMatchObject([{ state: 'valid' }]);
  });
});

describe('a list checked without a node', () => {
  test('says what each block would become and why, the bad ones too, and writes nothing', async () => {
    const position = await desk.api.position();
    const claims = ['111.0.0.0/24', '111.0.1.1/24', '100.0.1.0/25', '112.0.0.0/12', '100.0.0.0/24', '111.0.0.0/25'];
    const checked = await desk.api.checkClaims({ customer: 'ours', claims }, by('ours'));
    expect(checked.items.map(({ position: at, prefix, outcome }) => [at, prefix, outcome])).toEqual([
      [1, '111.0.0.0/24', 'valid'],
      [2, '111.0.1.1/24', 'refused'],
      [3, '100.0.1.0/25', 'attention-required'],
      [4, '112.0.0.0/12', 'in-review'],
      [5, '100.0.0.0/24', 'refused'],
      [6, '111.0.0.0/25', 'valid'],
    ]);
    expect(checked.items[1]?.text).toContain('did you mean "111.0.1.0/24"');
    expect(checked.notes).toEqual(['block 6: "111.0.0.0/25" lies inside block 1, "111.0.0.0/24"']);
    expect(await desk.api.position()).toEqual(position);
  });
});

describe('a dry run', () => {
  test('foretells which blocks wait, and writes nothing', async () => {
    const position = await desk.api.position();
    const input = { customer: 'ours', name: 'dry', claims: ['113.0.0.0/24', '114.0.0.0/12'] };
    const { node, claims } = await desk.api.createNode(input, { ...by('ours'), dryRun: true });
    expect(node.claims.map(({ state }) => state)).toEqual(['valid', 'in-review']);
    expect(claims).toMatchObject({ valid: 1, inReview: 1 });
    expect(await desk.api.position()).toEqual(position);
  });
});
