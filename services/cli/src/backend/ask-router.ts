import { RouterClient } from '../route/router-client.ts';
import type { RouterPosition } from './backend.ts';

/** Which revision a router answers from, by its answer to this machine. */
export async function askRouter(url: string): Promise<RouterPosition> {
  try {
    const answer = await new RouterClient(url, undefined).ask();
    return { url, revision: answer?.revision, detail: undefined };
  } catch (error) {
    return { url, revision: undefined, detail: (error as Error).message };
  }
}
