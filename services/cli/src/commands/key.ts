import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareKeyIssue } from './key/issue.ts';
import { declareKeyRevoke } from './key/revoke.ts';
import { declareKeyRotate } from './key/rotate.ts';
import { declareKeyShow } from './key/show.ts';

export function declareKey(parent: Command, terminal: Terminal): void {
  const key = parent.command('key').description('the registration key and the credentials of a cache node');
  declareKeyIssue(key, terminal);
  declareKeyShow(key, terminal);
  declareKeyRotate(key, terminal);
  declareKeyRevoke(key, terminal);
}
