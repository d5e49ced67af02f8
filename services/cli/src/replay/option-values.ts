import type { TableSpread } from '@nearhop/replay';
import { InvalidArgumentError } from 'commander';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `500ms`, `30s`, `2m`, `1.5h`, in milliseconds. */
export function duration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const durationMs = Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  if (!(durationMs > 0)) throw new InvalidArgumentError('Write a duration such as 500ms, 30s or 2m.');
  return durationMs;
}

export function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = decimal(text);
    if (!(value >= least)) throw new InvalidArgumentError(`Write a number of ${least} or more.`);
    return value;
  };
}

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = decimal(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Write a whole number of ${least} or more.`);
    }
    return value;
  };
}

export function share(text: string): number {
  const value = decimal(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Write a share from 0 to 1, such as 0.25.');
  return value;
}

export function spread(text: string): TableSpread {
  if (text === 'addresses' || text === 'blocks') return { kind: text };
  const exponent = decimal(/^zipf:(.*)$/.exec(text)?.[1] ?? '');
  if (!(exponent >= 0)) throw new InvalidArgumentError('Write addresses, blocks or zipf:<exponent>, such as zipf:1.1.');
  return { kind: 'zipf', exponent };
}

function decimal(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}
