import { quotedValue } from '@nearhop/ip';
import type { OriginAsTable } from '@nearhop/management';
import { ConfigError } from '@nearhop/service-kit';
import { readFile } from 'node:fs/promises';
import { csvOriginAs } from './csv-origin-as.ts';

/** The table in a file: `.mmdb`, or CSV by any other name. Throws ConfigError with what is wrong with it. */
export async function openOriginAs(path: string): Promise<OriginAsTable> {
  try {
    const bytes = await readFile(path);
    if (!path.endsWith('.mmdb')) return csvOriginAs(bytes.toString('utf8'));
    const { mmdbOriginAs } = await import('./mmdb-origin-as.ts');
    return mmdbOriginAs(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`Cannot use NEARHOP_CONTROL_ASN_FILE ${quotedValue(path)}: ${why}`]);
  }
}
