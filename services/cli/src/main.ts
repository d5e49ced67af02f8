#!/usr/bin/env bun
import { runCommandLine } from './command-line.ts';
import { processTerminal } from './process-terminal.ts';

const args = process.argv.slice(2);
const code = await runCommandLine(args, processTerminal(process.env, args));
// Whatever a library still waits for must not keep a finished command; what was printed must be out first.
process.stdout.end(() => process.stderr.end(() => process.exit(code)));
