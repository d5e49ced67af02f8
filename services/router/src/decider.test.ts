import { RoutingState } from '@nearhop/decision';
import { Address, AddressPolicy } from '@nearhop/ip';
import type { Http1Request } from '@nearhop/http1';
import { createLog } from '@nearhop/service-kit';
import { expect, test } from 'bun:test';
import { ClientReader, type Peer } from './client-reader.ts';
import { newCounters } from './counters.ts';
import { Decider } from './decider.ts';
import { ClientSample } from './reports/client-sample.ts';

test('Decider.decide sends a device to the CDN when a fault leaves it without a decision', () => {
  class FaultyPolicy extends AddressPolicy {
    override allowsClient(): boolean {
      throw new Error('Planted');
    }
  }
  const state = new RoutingState({ policy: new FaultyPolicy({ privateNetworks: [], lab: false }) });
  const counters = newCounters();
  const log = createLog('router', { level: 'silent' });
  const decider = new Decider({ state, clients: new ClientReader([]), counters, log, sample: new ClientSample() });
  const peer: Peer = { address: Address.parse('81.2.3.4'), isTrusted: false };
  // Of a request whose peer is not trusted nothing else is read.
  const request = { peer } as Http1Request<Peer>;
  expect(decider.decide(request)).toMatchObject({ kind: 'cdn', caches: [] });
  expect([counters.failed, decider.client]).toEqual([1, undefined]);
});
