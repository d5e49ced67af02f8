import { type Claim, type Customer } from '@nearhop/contracts';
import { Prefix } from '@nearhop/ip';
import type { RecordWrite, StoredRecord } from '@nearhop/registry';
import { countedSpace, takesAllowance, unitsIn } from '../allowance.ts';
import type { ManagementContext } from '../management-context.ts';
import { MAX_PAGE_SIZE } from '../page.ts';

/** The customer with the space counted anew that it would hold without a reviewer after these writes. */
export async function recountUnreviewed(
  { registry }: Pick<ManagementContext, 'registry'>,
  customer: Customer,
  writes: readonly RecordWrite[],
): Promise<Customer> {
  const spaces = { ipv4: [] as Prefix[], ipv6: [] as Prefix[] };
  const count = (claim: Claim | null) => {
    if (claim === null || claim.customer !== customer.id || !takesAllowance(claim)) return;
    const space = countedSpace(Prefix.parse(claim.prefix));
    spaces[space.family === 4 ? 'ipv4' : 'ipv6'].push(space);
  };
  const written = new Set<string>();
  for (const write of writes) {
    if (write.kind !== 'claim') continue;
    written.add(write.id);
    count(write.value);
  }
  let after: string | undefined;
  for (;;) {
    const options = { customer: customer.id, limit: MAX_PAGE_SIZE, ...(after !== undefined && { after }) };
    const page: readonly StoredRecord<'claim'>[] = await registry.list('claim', options);
    for (const { id, value } of page) if (!written.has(id)) count(value);
    if (page.length < MAX_PAGE_SIZE) break;
    after = page.at(-1)?.id;
  }
  const unreviewed = { ipv4Addresses: Number(unitsIn(spaces.ipv4)), ipv6Subnets: Number(unitsIn(spaces.ipv6)) };
  return { ...customer, unreviewed };
}
