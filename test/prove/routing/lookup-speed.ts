import { measureLookup, type LookupFigures } from '../../../packages/route-table/bench/lookup.bench.ts';
import type { Check, CheckRun } from '../check.ts';

const OUR_PEER = 'RadixTree';
let measured: Promise<LookupFigures> | undefined;

/** One measurement serves all checks of a run; a speed has no short form, since it must not depend on how busy the machine is. */
function figures(run: CheckRun): Promise<LookupFigures> {
  measured ??= measureLookup({ seed: run.seed, report: (line) => run.progress(JSON.stringify(line)) });
  return measured;
}

export const lookupSpeed: readonly Check[] = [
  speed('IPv4 lookups', '>= 20 M/s', (found) => atLeast(rateOf(found, 'v4 match'), 20, 'M/s')),
  speed('IPv4 lookups beside maxmind', '>= 10 x', (found) => atLeast(found.ratios.maxmind4, 10, 'x')),
  speed('IPv4 lookups beside a plain DIR-24-8', '>= 0.4 x', (found) => atLeast(found.ratios.dir248, 0.4, 'x')),
  speed('IPv6 lookups', '>= 5 M/s', (found) => atLeast(rateOf(found, 'v6 match'), 5, 'M/s')),
  speed('memory of both families', '<= 64 MiB', ({ table }) => atMost(table.memoryBytes / 2 ** 20, 64, 'MiB')),
  speed('building the whole table', '<= 1000 ms', ({ table }) => atMost(table.buildMs, 1_000, 'ms')),
  speed('a single update, 99th percentile', '<= 50 µs', ({ update }) => atMost(update.p99Us, 50, 'µs')),
];

interface Judged {
  readonly figure: string;
  readonly ok: boolean;
}

function speed(name: string, limit: string, judge: (found: LookupFigures) => Judged): Check {
  return {
    name: `bench:lookup: ${name}`,
    limit,
    atLeast: { full: 2 ** 20 },
    async run(run) {
      const found = await figures(run);
      const { figure, ok } = judge(found);
      const tried = Math.min(
        ...found.scenarios.flatMap(({ peers }) =>
          peers.filter(({ peer }) => peer === OUR_PEER).map(({ lookups }) => lookups),
        ),
      );
      return { figure: `${figure}, load ${found.load.join(' to ')}`, tried, ok };
    },
  };
}

function rateOf({ scenarios }: LookupFigures, scenario: string): number {
  const peers = scenarios.find((each) => each.scenario === scenario)?.peers;
  return peers?.find(({ peer }) => peer === OUR_PEER)?.millionPerSecond ?? Number.NaN;
}

function atLeast(value: number, limit: number, unit: string): Judged {
  return { figure: `${value.toFixed(2)} ${unit}`, ok: value >= limit };
}

function atMost(value: number, limit: number, unit: string): Judged {
  return { figure: `${value.toFixed(2)} ${unit}`, ok: value <= limit };
}
