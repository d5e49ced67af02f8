import { RoutingTable, routingTableView } from '@nearhop/decision';
import { Address } from '@nearhop/ip';
import { expect, test } from 'bun:test';
import { claim, customer, node } from '../testing/router-fixture.ts';
import { networksOf } from './networks-of.ts';

test('networksOf counts clients by the block that answers for them, and others by the network around them', () => {
  const table = new RoutingTable();
  const writes = [customer('contoso'), node(0, 'Seattle-1', {}), claim(0, '81.2.3.0/24'), claim(0, '81.2.0.0/16')];
  routingTableView.apply(table, { position: { revision: 1 }, writes });
  const clients = ['81.2.3.4', '81.2.3.5', '81.2.4.4', '9.9.9.9', '2001:470::1'].map((text) => Address.parse(text));
  expect(networksOf(clients, table)).toEqual([
    { prefix: '81.2.3.0/24', clients: 2 },
    { prefix: '81.2.0.0/16', clients: 1 },
    { prefix: '9.9.0.0/16', clients: 1 },
    { prefix: '2001:470::/32', clients: 1 },
  ]);
});
