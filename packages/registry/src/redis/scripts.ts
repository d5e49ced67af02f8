import acquireLease from './scripts/acquire-lease.lua' with { type: 'text' };
import beginRestore from './scripts/begin-restore.lua' with { type: 'text' };
import look from './scripts/commit/look.lua' with { type: 'text' };
import overlap from './scripts/commit/overlap.lua' with { type: 'text' };
import refuse from './scripts/commit/refuse.lua' with { type: 'text' };
import write from './scripts/commit/write.lua' with { type: 'text' };
import confirmCommit from './scripts/confirm-commit.lua' with { type: 'text' };
import create from './scripts/create.lua' with { type: 'text' };
import finishRestore from './scripts/finish-restore.lua' with { type: 'text' };
import publishVector from './scripts/publish-vector.lua' with { type: 'text' };
import releaseLease from './scripts/release-lease.lua' with { type: 'text' };
import reserveNumbers from './scripts/reserve-numbers.lua' with { type: 'text' };
import writeSecrets from './scripts/write-secrets.lua' with { type: 'text' };
import { Script } from './script.ts';

/** Every script that this driver ever runs; what each takes and returns is at the head of its file. */
export const SCRIPTS = {
  acquireLease: new Script(acquireLease),
  beginRestore: new Script(beginRestore),
  commit: new Script(look + refuse + overlap + write),
  confirmCommit: new Script(confirmCommit),
  create: new Script(create),
  finishRestore: new Script(finishRestore),
  publishVector: new Script(publishVector),
  releaseLease: new Script(releaseLease),
  reserveNumbers: new Script(reserveNumbers),
  writeSecrets: new Script(writeSecrets),
} as const;
