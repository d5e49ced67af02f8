import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareNodeActivate } from './node/activate.ts';
import { declareNodeCreate } from './node/create.ts';
import { declareNodeDelete } from './node/delete.ts';
import { declareNodeDisable } from './node/disable.ts';
import { declareNodeEdit } from './node/edit.ts';
import { declareNodeEnable } from './node/enable.ts';
import { declareNodeList } from './node/list.ts';
import { declareNodeRestore } from './node/restore.ts';
import { declareNodeShow } from './node/show.ts';

export function declareNode(parent: Command, terminal: Terminal): void {
  const node = parent.command('node').description('list and change cache nodes');
  declareNodeList(node, terminal);
  declareNodeShow(node, terminal);
  declareNodeCreate(node, terminal);
  declareNodeEdit(node, terminal);
  declareNodeEnable(node, terminal);
  declareNodeDisable(node, terminal);
  declareNodeDelete(node, terminal);
  declareNodeRestore(node, terminal);
  declareNodeActivate(node, terminal);
}
