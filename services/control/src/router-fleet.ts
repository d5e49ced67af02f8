import type { ExplainComparison, RouterExplanation, RouterStatus } from '@nearhop/contracts';
import { differingMembers } from './explain-difference.ts';

const PATIENCE_MS = 2_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

type Answer =
  | { readonly kind: 'answer'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'silent'; readonly detail: string };

/** The routers, asked on their ops ports. One that is away is told of, and holds nobody up. */
export class RouterFleet {
  readonly #urls: readonly string[];

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  statuses(): Promise<RouterStatus[]> {
    return Promise.all(this.#urls.map(async (url) => statusOf(url, await ask(`${url}/readyz`))));
  }

  /** How each router comes to its answer for an address, and where they differ. */
  async explain(address: string): Promise<ExplainComparison> {
    const query = new URLSearchParams({ address });
    const routers = await Promise.all(
      this.#urls.map(async (url): Promise<RouterExplanation> => {
        const answer = await ask(`${url}/explain?${query.toString()}`);
        return answer.kind === 'answer'
          ? { url, reachable: true, explanation: answer.body }
          : { url, reachable: false, detail: answer.detail };
      }),
    );
    const differences = differingMembers(
      routers.filter(({ reachable }) => reachable).map(({ explanation }) => explanation),
    );
    return { address, agree: differences.length === 0, differences, routers };
  }
}

/** A router that is not ready says so with 503 and the same body. */
async function ask(url: string): Promise<Answer> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await response.text();
    if (text.length > MAX_ANSWER_BYTES)
      return { kind: 'silent', detail: `answered more than ${MAX_ANSWER_BYTES} bytes` };
    const body: unknown = JSON.parse(text);
    if ((response.ok || response.status === 503) && isObject(body)) return { kind: 'answer', body };
    return { kind: 'silent', detail: `answered with status ${response.status}` };
  } catch (error) {
    return { kind: 'silent', detail: (error as Error).message };
  }
}

function statusOf(url: string, answer: Answer): RouterStatus {
  if (answer.kind === 'silent') return { url, reachable: false, detail: answer.detail, ready: false, alarms: [] };
  const { body } = answer;
  const details = [body, ...(Array.isArray(body['checks']) ? body['checks'].map(detailOf) : [])].filter(isObject);
  const revision = firstNumber(details, 'revision');
  const health = firstNumber(details, 'health');
  return {
    url,
    reachable: true,
    ready: body['ready'] === true,
    ...(revision === undefined ? {} : { revision }),
    ...(health === undefined ? {} : { health }),
    alarms: details.flatMap(({ alarms }) => (Array.isArray(alarms) ? (alarms as unknown[]) : [])),
  };
}

function detailOf(check: unknown): unknown {
  return isObject(check) ? check['detail'] : undefined;
}

function firstNumber(details: readonly Readonly<Record<string, unknown>>[], name: string): number | undefined {
  return details.map((detail) => detail[name]).find((value) => typeof value === 'number');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
