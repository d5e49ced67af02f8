import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareCustomerCreate } from './customer/create.ts';
import { declareCustomerEdit } from './customer/edit.ts';
import { declareCustomerList } from './customer/list.ts';
import { declareCustomerShow } from './customer/show.ts';

export function declareCustomer(parent: Command, terminal: Terminal): void {
  const customer = parent
    .command('customer')
    .description('list, make and change customers: who owns nodes and address space');
  declareCustomerList(customer, terminal);
  declareCustomerShow(customer, terminal);
  declareCustomerCreate(customer, terminal);
  declareCustomerEdit(customer, terminal);
}
