import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareCustomerCreate } from './customer/create.ts';
import { declareCustomerList } from './customer/list.ts';

export function declareCustomer(parent: Command, terminal: Terminal): void {
  const customer = parent.command('customer').description('list and make customers: who owns nodes and address space');
  declareCustomerList(customer, terminal);
  declareCustomerCreate(customer, terminal);
}
