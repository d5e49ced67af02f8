import { readFileSync } from 'node:fs';
import { MAX_TRAFFIC_NETWORKS } from '@nearhop/contracts';
import type { NetworkTraffic } from '@nearhop/management';
import { ClientFileError, readClientFile } from '@nearhop/replay';
import { CommandFailure } from '../command-failure.ts';

/** Reads a file of clients as `nearhop replay --clients` takes it; of a larger one, entries at even distances stand for all. */
export function trafficFile(path: string): readonly NetworkTraffic[] {
  const entries = readEntries(path).filter(({ weight }) => weight > 0);
  const step = Math.ceil(entries.length / MAX_TRAFFIC_NETWORKS);
  return entries.filter((_, index) => index % step === 0);
}

function readEntries(path: string): readonly NetworkTraffic[] {
  try {
    return readClientFile(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const said = error instanceof ClientFileError ? error.message : `Cannot read "${path}": ${error.message}`;
    throw new CommandFailure('usage', said);
  }
}
