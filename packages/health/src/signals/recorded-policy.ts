import { HEALTH_POLICY, type HealthPolicy } from '../verdict/health-policy.ts';
import { RecordingError } from './recording-error.ts';

export function policyText(policy: HealthPolicy): string {
  return JSON.stringify(policy);
}

/** The policy that verdicts were made by when signals were recorded. */
export function policyOfText(text: string): HealthPolicy {
  const parsed = parsedJson(text);
  const names = Object.keys(HEALTH_POLICY);
  const unfit = names.filter((name) => typeof parsed[name] !== 'number');
  if (unfit.length > 0) {
    throw new RecordingError(`Cannot read the recording: its policy must have a number for "${unfit.join('", "')}"`);
  }
  return Object.fromEntries(names.map((name) => [name, parsed[name]])) as unknown as HealthPolicy;
}

function parsedJson(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // Told below, as with all that is no object.
  }
  throw new RecordingError('Cannot read the recording: its policy is no JSON object');
}
