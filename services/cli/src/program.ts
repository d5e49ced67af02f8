import { Command, Option } from 'commander';
import { declareClaim } from './commands/claim.ts';
import { declareCompletion } from './commands/completion.ts';
import { declareCustomer } from './commands/customer.ts';
import { declareDiff } from './commands/diff.ts';
import { declareExplain } from './commands/explain.ts';
import { declareFetch } from './commands/fetch.ts';
import { declareHelp } from './commands/help.ts';
import { declareHistory } from './commands/history.ts';
import { declareImport } from './commands/import.ts';
import { declareKey } from './commands/key.ts';
import { declareNode } from './commands/node.ts';
import { declareOrigin } from './commands/origin.ts';
import { declareRegistry } from './commands/registry/registry.ts';
import { declareReplay } from './commands/replay.ts';
import { declareReview } from './commands/review.ts';
import { declareRollback } from './commands/rollback.ts';
import { declareRoute } from './commands/route.ts';
import { declareRun } from './commands/run.ts';
import { declareUp } from './commands/up.ts';
import { declareVersion } from './commands/version.ts';
import { declareWebhook } from './commands/webhook.ts';
import { FORMATS } from './output/format.ts';
import type { Terminal } from './terminal.ts';

/** The whole command line. Declaring it loads nothing heavy: what a command needs it imports when it runs. */
export function program(terminal: Terminal): Command {
  const root = new Command('nearhop')
    .description('Tells every device which cache is one hop away')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(FORMATS).default('table'))
    .option('--no-color', 'print without colours (NO_COLOR does the same)')
    .helpCommand(false)
    .showHelpAfterError('  add --help to see what the command takes')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => terminal.write(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
    });
  const declarations = [
    declareUp,
    declareRun,
    declareRoute,
    declareExplain,
    declareFetch,
    declareNode,
    declareKey,
    declareOrigin,
    declareCustomer,
    declareClaim,
    declareReview,
    declareHistory,
    declareDiff,
    declareRollback,
    declareWebhook,
    declareImport,
    declareRegistry,
    declareReplay,
    declareCompletion,
    declareVersion,
    declareHelp,
  ];
  for (const declare of declarations) declare(root, terminal);
  return root;
}
