'use strict';
// Prepares a fresh clone with only Node and npm: installs what the lockfile names, completes Bun where install scripts
// were blocked, with --tests sees to a real redis-server (and faketime, which moves its clock), and with --benches to the peers that we measure ourselves by. Plain CommonJS without dependencies: it runs before there are any.
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = __dirname;
/** Programs and the Debian packages that bring them. */
const FOR_TESTS = { 'redis-server': 'redis-server', faketime: 'faketime', strace: 'strace', wget: 'wget' };
const FOR_BENCHES = {
  nginx: 'nginx',
  chromium: 'chromium',
  haproxy: 'haproxy',
  wrk: 'wrk',
  openssl: 'openssl',
  taskset: 'util-linux',
  ip: 'iproute2',
  tc: 'iproute2',
};

installPackages();
completeBun();
if (process.argv.includes('--tests')) ensurePrograms(FOR_TESTS);
if (process.argv.includes('--benches')) ensurePrograms({ ...FOR_TESTS, ...FOR_BENCHES });

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

// Everything missing in one go: by apt where that is ours to do, otherwise one line that names the packages.
function ensurePrograms(programs) {
  const missing = () => [
    ...new Set(
      Object.keys(programs)
        .filter((name) => !isThere(name))
        .map((name) => programs[name]),
    ),
  ];
  if (missing().length === 0) return;
  if (process.getuid?.() === 0 && isThere('apt-get')) {
    say(`installing ${missing().join(', ')} (apt-get) …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing()], { stdio: 'ignore', env });
  }
  if (missing().length === 0) return;
  say(
    `the real thing is needed: install ${missing().join(' ')} (Debian, Ubuntu: apt-get install ${missing().join(' ')})`,
  );
  process.exit(1);
}

function isThere(program) {
  const places = `${process.env.PATH}:/usr/sbin:/sbin`.split(':');
  return places.some((place) => existsSync(join(place, program)));
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
