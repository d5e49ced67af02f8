import { ManagementError, type ManagementErrorCode } from '@nearhop/management';
import type { ExitName } from '../exit-code.ts';
import { refusal } from './refusal.ts';

const EXITS: Partial<Record<ManagementErrorCode, ExitName>> = { unavailable: 'unreachable' };

/** An operation on the store itself, with its refusals as failures of the command. */
export async function managed<Result>(operation: Promise<Result>): Promise<Result> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof ManagementError) throw refusal(error.message, error.fields, EXITS[error.code]);
    throw error;
  }
}
