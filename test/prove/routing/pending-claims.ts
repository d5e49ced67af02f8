import { claimId, type Claim } from '@nearhop/contracts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { Check } from '../check.ts';
import { dressedStage } from './dressed-stage.ts';
import { mustCommit } from './dressed-world.ts';
import { standingRouter } from './standing-router.ts';

const ROUNDS = { full: 40, short: 4 };
const CLAIMS_PER_ROUND = 50;
const CLIENTS_PER_ROUND = 250;

export const pendingClaims: Check = {
  name: "pending and refused claims never change anyone's answer",
  limit: '0 changed answers among clients that have a block',
  atLeast: { full: 8_000, short: 800 },
  async run(run) {
    const stage = await dressedStage(run);
    const random = seededRandom(run.seed + 3);
    const router = await standingRouter(run, stage, 'pending');
    const registry = await stage.open();
    const { nodes } = stage.dressed;
    const { blocks } = stage.world;
    const wrong: string[] = [];
    let tried = 0;
    const answerOf = async (client: string) => {
      const { decision, reason, caches } = await router.ask(client);
      return JSON.stringify({ decision, reason, caches });
    };
    for (let round = 0; round < ROUNDS[run.form]; round++) {
      const chosen = Array.from({ length: CLIENTS_PER_ROUND }, () => blocks[randomInteger(random, blocks.length)]!); // not empty
      const clients = chosen.map(({ prefix }) => prefix.first().toString());
      const before = await Promise.all(clients.map(answerOf));
      const claims: Claim[] = chosen.slice(0, CLAIMS_PER_ROUND).map(({ prefix }, index) => {
        const node = nodes[randomInteger(random, nodes.length)]!; // not empty
        const state = index % 2 === 0 ? 'in-review' : 'attention-required';
        return { node: node.id, customer: node.customer, prefix: prefix.toString(), state, shared: false };
      });
      const added = claims.filter(
        ({ prefix, node }) => !stage.dressed.claims.some((own) => own.prefix === prefix && own.node === node),
      );
      const revision = await mustCommit(
        registry,
        added.map((value) => ({ kind: 'claim', id: claimId(value), value })),
      );
      await waitUntil('the router follows', async () => (await router.ask('1.1.1.1')).revision >= revision, 10_000);
      for (const [index, client] of clients.entries()) {
        tried++;
        const after = await answerOf(client);
        if (after !== before[index]) wrong.push(`${client}: ${before[index]} became ${after}`);
      }
      await mustCommit(
        registry,
        added.map((value) => ({ kind: 'claim', id: claimId(value), value: null })),
      );
      run.progress(`round ${round + 1}: ${tried} answers, ${wrong.length} changed`);
    }
    stage.dressed = { ...stage.dressed, revision: (await registry.position()).revision };
    await registry.close();
    await router.process.stop();
    return { figure: `${wrong.length} changed`, tried, ok: wrong.length === 0, wrong };
  },
};
