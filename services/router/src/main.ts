import { runMain } from '@nearhop/service-kit';
import { readConfig } from './config.ts';
import { start } from './start.ts';

await runMain({ service: 'router', env: process.env, readConfig, start });
