import { runDrive } from '../index.ts';
import { openMadeSource } from './made-origin.ts';

runDrive({ openSource: openMadeSource });
