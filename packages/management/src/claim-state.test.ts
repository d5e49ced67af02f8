import type { Claim } from '@nearhop/contracts';
import { describe, expect, test } from 'bun:test';
import { claimVerdict, OVERLAP_TEXT } from './claim-state.ts';

const mine: Claim = { node: 'n_mine000000000000', customer: 'me', prefix: '5.0.0.0/16', state: 'valid', shared: false };
const other = (change: Partial<Claim>): Claim => ({ ...mine, node: 'n_other00000000000', ...change });

describe('claimVerdict', () => {
  test('is valid where nothing overlaps', () => {
    expect(claimVerdict(mine, [])).toEqual({ kind: 'valid' });
  });

  for (const prefix of ['5.0.0.0/8', '5.0.0.0/16', '5.0.7.0/24']) {
    test(`needs attention when another customer holds ${prefix}, and names nobody`, () => {
      const verdict = claimVerdict(mine, [other({ customer: 'them', prefix })]);
      expect(verdict).toEqual({ kind: 'attention-required', text: OVERLAP_TEXT });
      expect(OVERLAP_TEXT).not.toContain('them');
    });
  }

  test('is not bothered by what another customer only asks for', () => {
    expect(
      claimVerdict(mine, [
        other({ customer: 'them', state: 'in-review' }),
        other({ customer: 'them', state: 'attention-required' }),
      ]),
    ).toEqual({
      kind: 'valid',
    });
  });

  test('may nest among its own customer', () => {
    expect(claimVerdict(mine, [other({ prefix: '5.0.0.0/8' }), other({ prefix: '5.0.1.0/24' })])).toEqual({
      kind: 'valid',
    });
  });

  test('is refused where an own node holds the equal prefix, unless either is shared', () => {
    expect(claimVerdict(mine, [other({})])).toEqual({ kind: 'refused', node: 'n_other00000000000' });
    expect(claimVerdict({ ...mine, shared: true }, [other({})])).toEqual({ kind: 'valid' });
    expect(claimVerdict(mine, [other({ shared: true })])).toEqual({ kind: 'valid' });
  });
});
