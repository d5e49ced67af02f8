import { openRegistry } from '@nearhop/registry';
import type { ControlProcess } from '../../harness/control-process.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { CheckRun, Finding } from '../check.ts';
import { Gate } from './gate.ts';
import { isBetween, nodeText, sameNode } from './kept-node.ts';
import { KeyedOperator } from './keyed-operator.ts';
import { recomputeHistory } from './recomputed-history.ts';
import { readStanding } from './standing-nodes.ts';

const OPERATORS = 4;
const MOST_WRITES_BETWEEN = 12;
/** About how long a write takes: the instant of a kill is anywhere in one. */
const WRITE_MS = 12;
const ROW_OF_COMMITS_MS = 1_500;

export interface CampaignOptions {
  readonly store: string;
  readonly control: ControlProcess;
  readonly writes: number;
  readonly rows: number;
  /** Kills what is to be killed, and resolves when it runs again. */
  readonly strike: () => Promise<void>;
}

/**
 * Operators write while a process is killed and started again at random instants, and after each time the store is looked at: every node must
 * be as it was acknowledged last or as it was asked for then, with exactly those claims.
 */
export async function runKillCampaign(options: CampaignOptions, { seed, progress }: CheckRun): Promise<Finding> {
  const { control, writes, rows } = options;
  const random = seededRandom(seed);
  const gate = new Gate();
  const operators = Array.from({ length: OPERATORS }, (_, number) => {
    const own = seededRandom(seed * 1_000 + number);
    return new KeyedOperator({ number, random: own, rows }, { control, gate });
  });
  for (const operator of operators) await operator.begin();
  const wrong: string[] = [];
  let begun = 0;
  const working = operators.map(async (operator) => {
    while (begun++ < writes) await operator.write();
  });
  const over = new AbortController();
  const done = Promise.all(working).finally(() => over.abort());
  done.catch(() => undefined); // awaited below
  let kills = 0;
  let underWay = 0;
  while (!over.signal.aborted) {
    await someWrites(operators, randomInteger(random, Math.min(MOST_WRITES_BETWEEN, writes / 8)), over.signal);
    // A write of several commits needs a chance to get on.
    const longest = rows > 0 && random() < 0.1 ? ROW_OF_COMMITS_MS : WRITE_MS;
    await Bun.sleep(randomInteger(random, longest));
    if (over.signal.aborted) break;
    underWay += operators.filter(hasAsked).length;
    await options.strike();
    kills++;
    gate.close();
    await gate.quiet();
    wrong.push(
      ...(await faultsOf(options.store, operators, 'under way')).map((fault) => `after kill ${kills}: ${fault}`),
    );
    gate.open();
    if (kills % 20 === 0) progress(`${kills} kills, ${Math.min(begun, writes)} of ${writes} writes`);
  }
  await done;
  wrong.push(...(await faultsOf(options.store, operators, 'at rest')));
  wrong.push(...(await historyFaults(options.store, operators)));
  return finding({ operators, kills, underWay, wrong });
}

function hasAsked({ places }: KeyedOperator): boolean {
  return [...places.values()].some(({ asked }) => asked !== undefined);
}

/** How the store differs from what the operators know. */
async function faultsOf(store: string, operators: readonly KeyedOperator[], when: 'under way' | 'at rest') {
  const { nodes, faults } = await readStanding(store);
  for (const { customer, places } of operators) {
    for (const [name, { acknowledged, asked }] of places) {
      const found = nodes.get(`${customer}/${name}`);
      const isRow = asked?.commits === 'row';
      const isAsked =
        asked !== undefined && (isRow ? isBetween(found, acknowledged, asked.node) : sameNode(found, asked.node));
      if (sameNode(found, acknowledged) || (when === 'under way' && isAsked)) continue;
      const wanted = `${nodeText(acknowledged)}${asked === undefined ? '' : ` or ${nodeText(asked.node)}`}`;
      faults.push(`${customer}/${name} is ${nodeText(found)}; must be ${wanted}`);
    }
  }
  return faults;
}

/** Every acknowledged write must be in the history, once, and nothing else. */
async function historyFaults(store: string, operators: readonly KeyedOperator[]): Promise<readonly string[]> {
  const registry = await openRegistry(store, { access: 'follow' });
  try {
    const { revisions, faults } = await recomputeHistory(registry);
    const commits = new Map<string, number[]>();
    const made = new Set<string>();
    for (const { why, writes, position } of revisions) {
      if (why !== null) commits.set(why, [...(commits.get(why) ?? []), position.revision]);
      for (const { kind, id } of writes) if (kind === 'node') made.add(id);
    }
    const all = operators.flatMap(({ writes }) => writes);
    const wrong = [...faults];
    for (const write of all) {
      const found = commits.get(write.name) ?? [];
      if (found.length === 0 || (write.commits === 'one' && found.length > 1))
        wrong.push(`acknowledged write ${write.name} is in the history ${found.length} times: ${found.join(', ')}`);
      if (write.revision !== undefined && !found.includes(write.revision))
        wrong.push(`write ${write.name} was acknowledged as revision ${write.revision}: it is ${found.join(', ')}`);
      commits.delete(write.name);
    }
    for (const [name, found] of commits) wrong.push(`"${name}" of revision ${found.join(', ')} was never acknowledged`);
    const nodes = all.filter(({ makes }) => makes === 'node').length;
    if (made.size !== nodes) wrong.push(`${nodes} nodes were made, ${made.size} are in the history`);
    return wrong;
  } finally {
    await registry.close();
  }
}

function finding(found: {
  readonly operators: readonly KeyedOperator[];
  readonly kills: number;
  readonly underWay: number;
  readonly wrong: readonly string[];
}): Finding {
  const { operators, kills, underWay, wrong } = found;
  const writes = operators.flatMap((operator) => operator.writes);
  const all = [...wrong, ...operators.flatMap((operator) => operator.wrong)];
  const told = {
    writes: writes.length,
    nodes: writes.filter(({ makes }) => makes === 'node').length,
    rows: writes.filter(({ commits }) => commits === 'row').length,
    retried: writes.filter(({ attempts }) => attempts > 1).length,
    repeated: writes.filter(({ revision }) => revision === undefined).length,
    kills,
    underWayAtKills: underWay,
  };
  // Kills that meet no write prove nothing.
  const isHit = kills > 0 && underWay > 0 && told.retried > 0;
  return {
    figure: `${all.length} wrong; ${JSON.stringify(told)}`,
    tried: writes.length,
    ok: all.length === 0 && isHit,
    wrong: all,
  };
}

/** Until so many more are acknowledged, or all have been. */
async function someWrites(operators: readonly KeyedOperator[], count: number, over: AbortSignal): Promise<void> {
  const acknowledged = () => operators.reduce((sum, { writes }) => sum + writes.length, 0);
  const enough = acknowledged() + count;
  while (acknowledged() < enough && !over.aborted) await Bun.sleep(1);
}
