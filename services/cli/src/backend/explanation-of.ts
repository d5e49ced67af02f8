import type { ExplainComparison, RouterExplanation } from '@nearhop/contracts';
import type { Account, Explanation } from './explanation.ts';

/** Control's comparison of the routers as an explanation. */
export function explanationOf({ address, agree, differences, routers }: ExplainComparison): Explanation {
  const accounts = routers.flatMap((router) => accountOf(router) ?? []);
  const silent = routers
    .filter((router) => accountOf(router) === undefined)
    .map(({ url, detail }) => ({ source: url, detail: detail ?? 'its answer is of another version' }));
  return { address, agree, differences, accounts, silent };
}

/** What a router says, when it says it in the words of this version. */
function accountOf({ url, explanation }: RouterExplanation): Account | undefined {
  const said = explanation as Partial<Account> | undefined;
  if (said?.decision === undefined || !Array.isArray(said.trace)) return undefined;
  return {
    source: url,
    decision: said.decision,
    trace: said.trace,
    revision: said.revision ?? 0,
    health: said.health ?? 0,
  };
}
