import { runMain } from '@nearhop/service-kit';
import { readConfig } from './config.ts';
import { start } from './start.ts';

await runMain({ service: 'cache-node', env: process.env, readConfig, start });
