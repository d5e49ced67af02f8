import { explain } from '@nearhop/decision';
import { Address, AddressError } from '@nearhop/ip';
import type { OpsRoute } from '@nearhop/service-kit';
import type { RouterContext } from './context.ts';
import { problemResponse } from './problem-response.ts';

/** `/explain?address=`: the answer that this address would get now, with how it comes about. */
export function explainRoute({ state, standing }: RouterContext): OpsRoute {
  return (url) => {
    const text = url.searchParams.get('address');
    if (text === null) return problemResponse(400, 'Bad address', 'Write /explain?address=<IPv4 or IPv6 address>');
    try {
      const address = Address.parse(text);
      const { decision, trace } = explain(state, address);
      const { revision, health } = standing;
      return Response.json({ address: address.toString(), revision, health, decision, trace });
    } catch (error) {
      if (error instanceof AddressError) return problemResponse(400, 'Bad address', error.message);
      throw error;
    }
  };
}
