import { Argument, type Command } from 'commander';
import type { Terminal } from '../terminal.ts';

const SERVICES = ['router', 'control', 'cache-node'] as const;
type Service = (typeof SERVICES)[number];

export function declareRun(parent: Command, terminal: Terminal): void {
  parent
    .command('run')
    .description('run one service in this process, configured by NEARHOP_ variables')
    .addArgument(new Argument('<service>', 'which').choices(SERVICES))
    .action(async (service: Service) => {
      const { runMain } = await import('@nearhop/service-kit');
      const env = terminal.environment;
      // Each service has its own type of configuration: a switch keeps readConfig and start of one together.
      switch (service) {
        case 'router':
          return runMain({ service, env, ...(await import('@nearhop/router')) });
        case 'control':
          return runMain({ service, env, ...(await import('@nearhop/control')) });
        case 'cache-node':
          return runMain({ service, env, ...(await import('@nearhop/cache-node')) });
      }
    });
}
