import { Address, quotedValue, type AddressPolicy } from '@nearhop/ip';

/**
 * What is wrong with a URL that messages are to be posted to; undefined when nothing is. Whether a name leads where it may is seen when
 * a message is sent: it may lead elsewhere by then.
 */
export function webhookUrlFault(text: string, policy: AddressPolicy, lab: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const schemes = lab ? ['https:', 'http:'] : ['https:'];
  if (url === undefined || !schemes.includes(url.protocol))
    return `write an ${lab ? 'http or https' : 'https'} URL, such as "https://hooks.example.com/nearhop": received ${quotedValue(text)}`;
  if (url.username !== '' || url.password !== '') return 'leave name and password out: messages are signed';
  if (url.hash !== '') return 'leave out what follows "#": it is never sent';
  const address = Address.tryParse(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  if (address !== undefined && !policy.allowsOrigin(address))
    return `no message is sent to ${address.toString()}: write a public address or a name that has one`;
  return undefined;
}
