import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { declareComment } from './claim/comment.ts';
import { declareReviewApprove } from './review/approve.ts';
import { declareReviewList } from './review/list.ts';
import { declareReviewRefuse } from './review/refuse.ts';
import { declareReviewShow } from './review/show.ts';

export function declareReview(parent: Command, terminal: Terminal): void {
  const review = parent.command('review').description('judge the claims that wait for a reviewer');
  declareReviewList(review, terminal);
  declareReviewShow(review, terminal);
  declareReviewApprove(review, terminal);
  declareReviewRefuse(review, terminal);
  declareComment(review, terminal, 'reviewer');
}
