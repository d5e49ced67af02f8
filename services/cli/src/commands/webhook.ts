import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareWebhookAdd } from './webhook/add.ts';
import { declareWebhookList } from './webhook/list.ts';
import { declareWebhookRemove } from './webhook/remove.ts';
import { declareWebhookTest } from './webhook/test.ts';

export function declareWebhook(parent: Command, terminal: Terminal): void {
  const webhook = parent
    .command('webhook')
    .description('who is told when nodes go down or up and when reviewers answer');
  declareWebhookAdd(webhook, terminal);
  declareWebhookList(webhook, terminal);
  declareWebhookRemove(webhook, terminal);
  declareWebhookTest(webhook, terminal);
}
