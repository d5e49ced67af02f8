import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareClaimCheck } from './claim/check.ts';
import { declareClaimList } from './claim/list.ts';
import { declareClaimResubmit } from './claim/resubmit.ts';
import { declareClaimWithdraw } from './claim/withdraw.ts';
import { declareComment } from './claim/comment.ts';

export function declareClaim(parent: Command, terminal: Terminal): void {
  const claim = parent
    .command('claim')
    .description('address space that nodes ask for: check, list, answer the reviewer');
  declareClaimCheck(claim, terminal);
  declareClaimList(claim, terminal);
  declareClaimResubmit(claim, terminal);
  declareClaimWithdraw(claim, terminal);
  declareComment(claim, terminal, 'claimant');
}
