import type { ProblemField } from '@nearhop/contracts';
import { CommandFailure } from '../command-failure.ts';
import type { ExitName } from '../exit-code.ts';

/** Members of a request that are options here. */
const OPTIONS: Readonly<Record<string, string>> = {
  asns: '--asn',
  claims: '--blocks',
  contact: '--contact',
  customer: '--customer',
  labels: '--label',
  maxEgressMbps: '--max-egress',
  port: '--port',
  scheme: '--scheme',
  servers: '--server',
};

/** A refused write as a failure: the headline, then each bad field under the name that it has on the command line. */
export function refusal(message: string, fields: readonly ProblemField[], exit: ExitName = 'refused'): CommandFailure {
  if (fields.length === 0) return new CommandFailure(exit, message);
  // The headline ends in the first field's detail, which its own line repeats with the others.
  const [action = message] = message.split(': ');
  return new CommandFailure(
    exit,
    `${action}: ${fields.length === 1 ? 'one thing is' : `${fields.length} things are`} wrong`,
    fields.map(fieldLine),
  );
}

function fieldLine({ pointer, detail }: ProblemField): string {
  const [member = '', ...inner] = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (member === '') return detail;
  const option = OPTIONS[member] ?? member;
  return `${[option, ...inner].join(' ')}: ${detail}`;
}
