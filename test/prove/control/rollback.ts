import { ManagementError } from '@nearhop/management';
import { openRegistry } from '@nearhop/registry';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { Check, CheckRun } from '../check.ts';
import { CUSTOMERS, RandomOperators, type Standing } from './rollback-history.ts';

const LONGEST_HISTORY = 50;

/** Random histories, and in each a rollback to a random moment: the store must stand as it did, or nothing may have been written. */
export const rollbackHistories: Check = {
  name: 'a rollback brings back what stood at a revision, over random histories',
  limit: '0 histories that differ; refused only for what others hold by now, and then nothing written',
  atLeast: { full: 1_000, short: 25 },
  async run({ form, seed, progress }: CheckRun) {
    const histories = form === 'full' ? 1_000 : 25;
    const wrong: string[] = [];
    const told = { rolledBack: 0, refused: 0, unchanged: 0, operations: 0 };
    for (let index = 0; index < histories; index++) {
      const outcome = await oneHistory(seed * 100_000 + index, wrong);
      told[outcome.kind]++;
      told.operations += outcome.operations;
      if (index % 100 === 99) progress(`${index + 1} of ${histories}: ${JSON.stringify(told)}`);
    }
    // A run in which nothing is brought back, or nobody is ever refused, proves nothing.
    const both = told.rolledBack > histories / 2 && told.refused > 0;
    return {
      figure: `${wrong.length} differ; ${JSON.stringify(told)}`,
      tried: histories,
      ok: wrong.length === 0 && both,
      wrong,
    };
  },
};

async function oneHistory(seed: number, wrong: string[]) {
  const random = seededRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), 'nearhop-rollback-'));
  const registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  try {
    const operators = new RandomOperators(registry, random);
    await operators.begin();
    const moments = new Map<number, Standing>();
    const remember = async () => moments.set((await registry.position()).revision, await operators.standing());
    await remember();
    const operations = 15 + randomInteger(random, LONGEST_HISTORY);
    for (let count = 0; count < operations; count++) {
      await operators.change();
      await remember();
    }
    const revisions = [...moments.keys()];
    const to = revisions[randomInteger(random, Math.ceil(revisions.length * 0.8))] ?? 0;
    const scope = random() < 0.4 ? undefined : CUSTOMERS[randomInteger(random, CUSTOMERS.length)];
    const now = await operators.standing();
    const then = moments.get(to) ?? new Map<string, string>();
    const expected = scope === undefined ? then : mixed(then, now, scope);
    const where = `seed ${seed}, to ${to}, scope ${scope ?? 'all'}`;
    const kind = await attempt(operators, { to, ...(scope !== undefined && { customer: scope }) });
    const after = await operators.standing();
    const isRefused = kind === 'refused';
    if (isRefused !== isBlocked(expected))
      wrong.push(`${where}: ${isRefused ? 'refused' : 'made'} against the rules of space`);
    const differs = firstDifference(isRefused ? now : expected, after);
    if (differs !== undefined) wrong.push(`${where}, ${kind}: ${differs}`);
    return { kind, operations: operators.made };
  } finally {
    await registry.close();
    await rm(directory, { recursive: true });
  }
}

async function attempt(
  operators: RandomOperators,
  wanted: { readonly to: number; readonly customer?: string },
): Promise<'rolledBack' | 'refused' | 'unchanged'> {
  try {
    const done = await operators.management().rollBack(wanted, { by: 'ann', why: 'back' });
    return done.commits === 0 ? 'unchanged' : 'rolledBack';
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'conflict') return 'refused';
    throw error;
  }
}

/** One customer's records as they were, everybody else's as they are. */
function mixed(then: Standing, now: Standing, scope: string): Standing {
  const of = (standing: Standing, own: boolean) =>
    [...standing].filter(([, text]) => text.includes(`["customer","${scope}"]`) === own);
  return new Map([...of(then, true), ...of(now, false)]);
}

/** Whether such a store would break a rule: blocks of two customers that overlap, or a server address of two nodes. */
function isBlocked(standing: Standing): boolean {
  const blocks: { readonly from: number; readonly to: number; readonly customer: string }[] = [];
  const servers = new Set<string>();
  for (const [key, text] of standing) {
    const value = Object.fromEntries(JSON.parse(text) as [string, unknown][]);
    if (key.startsWith('node ')) {
      const server = (value['servers'] as { ipv4?: { address: string } }).ipv4?.address;
      if (server !== undefined && servers.has(server)) return true;
      if (server !== undefined) servers.add(server);
    } else if (key.startsWith('claim ') && value['state'] === 'valid') {
      blocks.push({ ...span(String(value['prefix'])), customer: String(value['customer']) });
    }
  }
  return blocks.some((x) => blocks.some((y) => x.customer !== y.customer && x.from <= y.to && y.from <= x.to));
}

function span(prefix: string): { readonly from: number; readonly to: number } {
  const [address = '', length = ''] = prefix.split('/');
  const from = address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  return { from, to: from + 2 ** (32 - Number(length)) - 1 };
}

function firstDifference(expected: Standing, found: Standing): string | undefined {
  for (const [key, text] of expected)
    if (found.get(key) !== text) return `${key}: wanted ${text}, is ${found.get(key)}`;
  for (const key of found.keys()) if (!expected.has(key)) return `${key}: is there and was not`;
  return undefined;
}
