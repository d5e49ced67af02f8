import { runDrive } from '@nearhop/cache-store';
import type { OriginClient } from './origin/origin-client.ts';
import { originSource } from './source/origin-source.ts';
import { clientOf, type SourceSettings } from './source/source-settings.ts';

let client: OriginClient | undefined;

runDrive({
  openSource: originSource(() => {
    if (client === undefined) throw new Error('Cannot ask an origin: the Worker was not configured');
    return client;
  }),
  configure(settings) {
    client?.close();
    client = clientOf(settings as SourceSettings);
  },
});
