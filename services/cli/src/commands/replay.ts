import { Option, type Command } from 'commander';
import { atLeast, duration, share, spread, wholeNumber } from '../replay/option-values.ts';
import type { ReplayFlags } from '../replay/replay-plan.ts';
import type { Terminal } from '../terminal.ts';

export function declareReplay(parent: Command, terminal: Terminal): void {
  parent
    .command('replay')
    .description('send a router the load of many clients at a constant rate, and judge every answer')
    .argument('[url]', 'a router; NEARHOP_ROUTER_URL unless given')
    .option('--rate <per-second>', 'requests, whatever becomes of those before', atLeast(0.001), 1_000)
    .option('--for <duration>', 'how long, such as 30s or 2m', duration, 10_000)
    .option('--clients <file>', 'who asks: lines of address[,weight] or prefix,weight; else the blocks of the store')
    .option('--spread <how>', 'over the blocks of the store: addresses, blocks or zipf:<exponent>', spread, {
      kind: 'addresses',
    })
    .option('--ipv6-share <0..1>', 'requests for IPv6 clients; as the blocks are unless given', share)
    .option('--seed <number>', 'the same seed asks for the same clients', wholeNumber(0), 1)
    .addOption(
      new Option('--spacing <kind>', 'time between requests').choices(['constant', 'poisson']).default('constant'),
    )
    .addOption(
      new Option('--connections <mode>', 'new: one per request, over https with a full TLS 1.3 handshake')
        .choices(['reused', 'new'])
        .default('reused'),
    )
    .option('--max-connections <number>', 'at most so many at once, shared by the workers', wholeNumber(1), 64)
    .option('--workers <number>', 'threads that share the rate', wholeNumber(1), 1)
    .option('--timeout <duration>', 'from when a request is due to its answer', duration, 5_000)
    .option('--stale-after <duration>', 'how long a router may take to follow a commit', duration, 2_000)
    .option('--no-judge', 'only count: hold no store against the answers')
    .option('--ca <file>', 'https: certificates to trust, PEM')
    .option('--insecure', 'https: take any certificate')
    .option('--max-p50 <ms>', 'exit 1 when latency is above', atLeast(0))
    .option('--max-p99 <ms>', 'exit 1 when latency is above', atLeast(0))
    .option('--max-p999 <ms>', 'exit 1 when latency is above', atLeast(0))
    .option('--max-failed <0..1>', 'exit 1 when more of the requests fail', share, 0)
    .option('--max-stale <0..1>', 'exit 1 when more of the answers are out of date', share, 0)
    .addHelpText(
      'after',
      [
        '',
        'Set NEARHOP_STORE (and NEARHOP_PRIVATE_NETWORKS, NEARHOP_LAB) as the router has them: answers are judged by the store.',
        'The router must trust this machine: NEARHOP_ROUTER_TRUSTED_PROXIES.',
        'Exit: 0 right, 1 a wrong answer or a limit missed, 2 usage, 3 unreachable, 6 not trusted.',
        '',
        'Examples:',
        '  nearhop replay --rate 5000 --for 30s --max-p99 5',
        '  nearhop replay https://router.example --clients clients.csv --connections new --no-judge',
      ].join('\n'),
    )
    .action(async (url: string | undefined, _options: unknown, command: Command) => {
      const { replayCommand } = await import('../replay/replay-command.ts');
      await replayCommand(terminal, url, command.optsWithGlobals<ReplayFlags>());
    });
}
