import { join } from 'node:path';
import { z } from 'zod';
import { runProgram } from '../../../harness/run-program.ts';
import type { Check, Finding } from '../../check.ts';
import { ssrfCampaign } from './ssrf-campaign.ts';

const FULL_MS = 300_000;
const findingSchema = z.object({
  figure: z.string(),
  tried: z.number(),
  ok: z.boolean(),
  wrong: z.array(z.string()).optional(),
});

/** Full form: every address there is, in a network namespace, which needs root. Short form: those of this host. */
export const specialAddressesStayUntouched: Check = {
  name: 'spellings of special addresses, redirects to them, and names that flip to them: nothing connects',
  limit: '0 connections to the canary, which sees them when the vetting is off',
  atLeast: { full: 3_000, short: 800 },
  run: ({ form }) => (form === 'full' ? everyAddress() : ssrfCampaign({ reach: 'loopback', flips: 20 })),
};

async function everyAddress(): Promise<Finding> {
  const main = join(import.meta.dir, 'every-address-main.ts');
  const { code, output } = await runProgram('unshare', ['--net', process.execPath, main], FULL_MS);
  const line = /^\{.*\}$/m.exec(output)?.[0];
  if (code !== 0 || line === undefined) throw new Error(`The campaign ended with ${code}: ${output.slice(-3_000)}`);
  const { wrong, ...finding } = findingSchema.parse(JSON.parse(line));
  return { ...finding, ...(wrong !== undefined && { wrong }) };
}
