import { spawnSync } from 'node:child_process';
import { ssrfCampaign } from './ssrf-campaign.ts';

// Runs in a network namespace of its own. There every address is made this host's: whichever the node connects to, the canary has it.
const WORLD = ['link set lo up', '-4 route add local 0.0.0.0/0 dev lo', '-6 route add local ::/0 dev lo'];

for (const command of WORLD) {
  const { status, stderr } = spawnSync('ip', command.split(' '), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Cannot ip ${command}: ${stderr.trim()}`);
}
process.stdout.write(`${JSON.stringify(await ssrfCampaign({ reach: 'every-address', flips: 100 }))}\n`);
process.exit(0);
