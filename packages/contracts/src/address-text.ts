import { Address, Prefix } from '@nearhop/ip';
import { z } from 'zod';

/** A canonical IPv4 or IPv6 address as text (RFC 5952). Other spellings of a good address are made canonical. */
export const addressTextSchema = z.string().transform((text, context) => {
  try {
    return Address.parse(text).toString();
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/** A canonical CIDR as text, host bits zero. */
export const prefixTextSchema = z.string().transform((text, context) => {
  try {
    return Prefix.parse(text).toString();
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});
