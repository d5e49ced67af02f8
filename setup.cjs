'use strict';
// Prepares a fresh clone with only Node and npm: installs what the lockfile names, completes Bun where install scripts
// were blocked, and with --tests sees to a real redis-server. Plain CommonJS without dependencies: it runs before there are any.
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = __dirname;
const REDIS_PACKAGE = 'redis-server';

installPackages();
completeBun();
if (process.argv.includes('--tests')) ensureRedis();

function installPackages() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return;
  say('installing packages (npm ci) …');
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

// Where install scripts were not allowed, Bun's executable is a stub until its own installer has run.
function completeBun() {
  const bun = join(root, 'node_modules', '.bin', 'bun');
  if (spawnSync(bun, ['--version'], { stdio: 'ignore' }).status === 0) return;
  run(process.execPath, [join(root, 'node_modules', 'bun', 'install.js')]);
}

function ensureRedis() {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0) return;
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    say(`installing ${REDIS_PACKAGE} (apt-get) …`);
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    const quiet = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', REDIS_PACKAGE], {
      stdio: 'ignore',
      env: quiet,
    });
    if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0) return;
  }
  say(
    `the tests need a real Redis: install the package "${REDIS_PACKAGE}" (Debian, Ubuntu: apt-get install ${REDIS_PACKAGE})`,
  );
  process.exit(1);
}

function say(text) {
  process.stderr.write(`nearhop: ${text}\n`);
}

function run(command, args) {
  try {
    execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  } catch (error) {
    say(`"${command} ${args.join(' ')}" failed: ${error.message}`);
    process.exit(1);
  }
}
