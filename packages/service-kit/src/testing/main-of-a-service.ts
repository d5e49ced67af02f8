import { readVariables } from '../read-variables.ts';
import { runMain } from '../run-main.ts';
import { startOps } from '../ops-server.ts';
import { createMeters } from '../meters.ts';

/** The smallest service, for the tests of runMain: an ops port, and a fault where its argument asks for one. */
await runMain({
  service: 'control',
  env: process.env,
  readConfig: (env) => readVariables(env, ['NEARHOP_CONTROL_OPS_LISTEN']),
  async start({ NEARHOP_CONTROL_OPS_LISTEN: listen }) {
    if (process.argv[2] === 'fault') throw new Error('boo');
    const ops = await startOps({
      service: 'control',
      listen,
      variable: 'NEARHOP_CONTROL_OPS_LISTEN',
      checks: () => [],
      meters: createMeters('control'),
    });
    const stop = async (): Promise<void> => {
      if (process.argv[2] === 'slow') await new Promise(() => {});
      await ops.stop();
    };
    return { endpoints: { ops: ops.url }, stop };
  },
});
