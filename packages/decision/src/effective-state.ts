import {
  admittedShareOf,
  provenServers,
  verdictOf,
  type AdminState,
  type CacheNode,
  type EffectiveState,
  type HealthVector,
} from '@nearhop/contracts';

export interface NodeSituation {
  readonly node: Pick<CacheNode, 'number' | 'servers' | 'enabled' | 'activated' | 'activation' | 'admin'>;
  readonly vector: HealthVector;
  /** The break-glass word, in place of the record's: see overrides.ts. */
  readonly override?: AdminState | undefined;
}

/** What settled an effective state. `no-vector`: none was ever published, so unknown nodes serve. */
export type StateCause = 'record' | 'operator' | 'override' | 'verdict' | 'admitted-share' | 'no-vector';

export interface Judgement {
  readonly state: EffectiveState;
  readonly cause: StateCause;
}

export function effectiveState(situation: NodeSituation): EffectiveState {
  return judge(situation).state;
}

/** The first that holds, with what settled it. An `unknown` node is down, unless no vector was ever published. */
export function judge({ node, vector, override }: NodeSituation): Judgement {
  if (node.servers.ipv4 === undefined && node.servers.ipv6 === undefined) return NOT_CONFIGURED;
  if (!node.enabled) return DISABLED;
  const { ipv4, ipv6 } = provenServers(node);
  if (ipv4 === undefined && ipv6 === undefined) return NOT_ACTIVATED;
  const { state } = override ?? node.admin;
  if (state === 'auto') return judgeVerdict(node.number, vector);
  return override === undefined ? BY_OPERATOR[state] : BY_OVERRIDE[state];
}

/** Percent of what the node could take, 0 to 100. The operator's `up` means all of it, and so does the want of a vector. */
export function shareFor({ node, vector, override }: NodeSituation): number {
  if ((override ?? node.admin).state === 'up' || vector.number === 0) return 100;
  return admittedShareOf(vector, node.number);
}

function judgeVerdict(number: number, vector: HealthVector): Judgement {
  if (vector.number === 0) return NO_VECTOR;
  if (verdictOf(vector, number) !== 'up') return VERDICT_DOWN;
  return admittedShareOf(vector, number) === 0 ? FULL : VERDICT_UP;
}

const NOT_CONFIGURED: Judgement = { state: 'not-configured', cause: 'record' };
const DISABLED: Judgement = { state: 'disabled', cause: 'record' };
const NOT_ACTIVATED: Judgement = { state: 'not-activated', cause: 'record' };
const NO_VECTOR: Judgement = { state: 'serving', cause: 'no-vector' };
const VERDICT_DOWN: Judgement = { state: 'down', cause: 'verdict' };
const VERDICT_UP: Judgement = { state: 'serving', cause: 'verdict' };
const FULL: Judgement = { state: 'full', cause: 'admitted-share' };
const BY_OPERATOR = wordOf('operator');
const BY_OVERRIDE = wordOf('override');

function wordOf(cause: StateCause): Record<'down' | 'drain' | 'up', Judgement> {
  return { down: { state: 'down', cause }, drain: { state: 'draining', cause }, up: { state: 'serving', cause } };
}
