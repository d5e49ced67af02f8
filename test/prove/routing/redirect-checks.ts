import type { Check } from '../check.ts';
import { ONLY_ORIGIN, withEmptyRouter } from './empty-router.ts';
import { checkRedirects } from './redirect-spellings.ts';

export const foreignRedirects: Check = {
  name: 'spellings of foreign hosts at /v1/redirect',
  limit: '0 redirects to a host that is no origin',
  atLeast: { full: 200, short: 200 },
  async run() {
    const { tried, redirectedToForeign } = await withEmptyRouter({}, ({ port }) =>
      checkRedirects(`http://127.0.0.1:${port}`, ONLY_ORIGIN),
    );
    return {
      figure: `${redirectedToForeign.length} redirected`,
      tried,
      ok: redirectedToForeign.length === 0,
      wrong: redirectedToForeign,
    };
  },
};
