import { OutcomeUnknownError, RegistryUnavailableError } from '@nearhop/registry';
import { ManagementError } from './management-error.ts';

/** The registry's own failures in the words of a refusal. */
export async function told<Result>(operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof RegistryUnavailableError)
      throw new ManagementError('unavailable', error.message, { cause: error });
    if (error instanceof OutcomeUnknownError)
      throw new ManagementError('outcome-unknown', error.message, { cause: error });
    throw error;
  }
}
