import { AddressPolicy, Prefix } from '@nearhop/ip';
import { afterEach, describe, expect, test } from 'bun:test';
import { AnsweringNode } from '../testing/answering-node.ts';
import { askForProof } from './ask-for-proof.ts';

const production = new AddressPolicy({ privateNetworks: [], lab: false });
const lab = new AddressPolicy({ privateNetworks: [], lab: true });

let machine: AnsweringNode | undefined;
afterEach(() => machine?.close());

async function asked(address: string, policy: AddressPolicy) {
  machine = await AnsweringNode.listen('127.0.0.1');
  const { id, port, keyPair } = machine;
  const question = { node: id, server: { address, port }, publicKeys: [keyPair.publicKey] };
  const outcome = await askForProof(question, policy);
  return { outcome, questions: machine.asked };
}

describe('askForProof', () => {
  test('believes the node at its address, and no other key', async () => {
    const { outcome } = await asked('127.0.0.1', lab);
    expect(outcome).toMatchObject({ kind: 'proven', server: { address: '127.0.0.1' } });
  });

  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.0.0.1', '169.254.169.254', '0.0.0.0', '::1']) {
    test(`does not ask ${address}, where no server may be`, async () => {
      const { outcome, questions } = await asked(address, production);
      expect([outcome.kind, questions]).toEqual(['not-proven', []]);
      expect(outcome).toHaveProperty('fault', 'no server may have this address');
    });
  }

  for (const name of ['localhost', 'rebind.example', '127.1', '0x7f.0.0.1', '2130706433', '127.0.0.1:80', '']) {
    test(`does not ask "${name}": what is no address may resolve to any`, async () => {
      const { outcome, questions } = await asked(name, lab);
      expect([outcome.kind, questions]).toEqual(['not-proven', []]);
      expect(outcome).toHaveProperty('fault', 'it is no address');
    });
  }

  test('asks inside private networks that the deployment owns', async () => {
    const owner = new AddressPolicy({ privateNetworks: [Prefix.parse('127.0.0.0/8')], lab: false });
    expect((await asked('127.0.0.1', owner)).outcome.kind).toBe('proven');
  });

  test('tells that nobody is there', async () => {
    machine = await AnsweringNode.listen('127.0.0.1');
    const { id, port, keyPair } = machine;
    machine.close();
    const question = { node: id, server: { address: '127.0.0.1', port }, publicKeys: [keyPair.publicKey] };
    expect(await askForProof(question, lab)).toMatchObject({
      kind: 'not-proven',
      fault: expect.stringContaining('it cannot be reached') as string,
    });
  });

  test('uses each nonce once', async () => {
    const nonces = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const { questions } = await asked('127.0.0.1', lab);
      machine?.close();
      for (const target of questions) nonces.add(new URL(target, 'http://x').searchParams.get('nonce') ?? '');
    }
    expect(nonces.size).toBe(20);
  });
});
