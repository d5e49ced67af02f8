import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareOriginAdd } from './origin/add.ts';
import { declareOriginEdit } from './origin/edit.ts';
import { declareOriginList } from './origin/list.ts';
import { declareOriginRemove } from './origin/remove.ts';

export function declareOrigin(parent: Command, terminal: Terminal): void {
  const origin = parent.command('origin').description('list and change the hosts that nodes may pull content from');
  declareOriginList(origin, terminal);
  declareOriginAdd(origin, terminal);
  declareOriginEdit(origin, terminal);
  declareOriginRemove(origin, terminal);
}
