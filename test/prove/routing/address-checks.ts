import type { Check } from '../check.ts';
import { fuzzAddresses } from './address-fuzz.ts';
import { checkSpoofing, checkSpoofingOverHttp, HTTP_TRUSTED_PROXIES } from './spoofing.ts';
import { withEmptyRouter } from './empty-router.ts';

export const addressFuzz: Check = {
  name: 'fuzzed addresses and prefixes',
  limit: '0 wrong accepts, 0 wrong refusals, 0 untyped throws',
  atLeast: { full: 1_000_000, short: 50_000 },
  async run({ form, seed }) {
    const report = fuzzAddresses({ seed, count: form === 'full' ? 1_000_000 : 50_000 });
    const wrong = [...report.wrongAccepts, ...report.wrongRefusals, ...report.untypedThrows];
    return {
      figure: `${wrong.length} wrong, ${report.accepted} rightly accepted`,
      tried: report.tried,
      ok: wrong.length === 0,
      wrong,
    };
  },
};

export const forwardedSpoofing: Check = {
  name: 'spoofed and malformed forwarded headers',
  limit: '0 believed, 0 untyped throws',
  atLeast: { full: 500, short: 500 },
  async run() {
    const { tried, wrong } = checkSpoofing();
    return { figure: `${wrong.length} wrong`, tried, ok: wrong.length === 0, wrong };
  },
};

export const spoofingOverHttp: Check = {
  name: 'spoofed and malformed forwarded headers over HTTP',
  limit: '0 believed',
  atLeast: { full: 500, short: 500 },
  async run() {
    const trusted = { NEARHOP_ROUTER_TRUSTED_PROXIES: HTTP_TRUSTED_PROXIES.join(',') };
    const { tried, wrong } = await withEmptyRouter(trusted, ({ port }) =>
      checkSpoofingOverHttp({ host: '127.0.0.1', port }),
    );
    return { figure: `${wrong.length} wrong`, tried, ok: wrong.length === 0, wrong };
  },
};
