import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDrive } from './check-drive.ts';
import { parseSize } from './parse-size.ts';

const root = mkdtempSync(join(tmpdir(), 'nearhop-place-'));
const LAB = { sizes: 'lab' } as const;
const SIZE = 64 * 2 ** 20;

afterAll(() => rmSync(root, { recursive: true, force: true }));

function reasonOf(directory: string, sizeBytes = SIZE, rules: Parameters<typeof checkDrive>[2] = LAB): string {
  const check = checkDrive(directory, sizeBytes, rules);
  return check.kind === 'refused' ? check.reason : 'accepted';
}

const REFUSED: readonly [string, RegExp][] = [
  ['', /blank/],
  ['   ', /blank/],
  ['.', /relative/],
  ['./var', /relative/],
  ['var/cache', /relative/],
  ['/srv/my drive', /spaces/],
  ['/srv/a\nb', /spaces/],
  ['/srv/../etc', /"\."/],
  ['/srv/./x', /"\."/],
  ['/', /shared with others/],
  ['//', /shared with others/],
  ['/var', /shared with others/],
  ['/var/', /shared with others/],
  ['/var/lib', /shared with others/],
  ['/home', /shared with others/],
  ['/tmp', /shared with others/],
  ['/mnt', /shared with others/],
  ['/usr', /belongs to the system/],
  ['/usr/local/nearhop', /belongs to the system/],
  ['/etc', /belongs to the system/],
  ['/proc/self', /belongs to the system/],
  ['/sys', /belongs to the system/],
  ['/dev/shm/x', /belongs to the system/],
  ['/boot', /belongs to the system/],
  ['/var/log/nearhop', /belongs to the system/],
];

for (const [directory, reason] of REFUSED) {
  test(`checkDrive refuses ${JSON.stringify(directory)} and says what to write`, () => {
    expect(reasonOf(directory)).toMatch(reason);
    expect(reasonOf(directory)).toMatch(/write an absolute path/);
  });
}

test('checkDrive makes a directory that only owner and group can use, and marks it', () => {
  const directory = join(root, 'new', 'drive');
  expect(checkDrive(`${directory}/`, SIZE, LAB)).toEqual({ kind: 'accepted', directory });
  expect(statSync(directory).mode & 0o7777 & ~0o750).toBe(0);
  expect(reasonOf(directory)).toBe('accepted');
});

test('checkDrive refuses a directory with files of somebody else', () => {
  const directory = join(root, 'foreign');
  mkdirSync(directory);
  writeFileSync(join(directory, 'photo.jpg'), 'x');
  expect(reasonOf(directory)).toMatch(/not ours \(photo\.jpg\)/);
});

test('checkDrive refuses a symbolic link, and a path through one', () => {
  mkdirSync(join(root, 'real'));
  symlinkSync(join(root, 'real'), join(root, 'link'));
  expect(reasonOf(join(root, 'link'))).toMatch(/symbolic link/);
  expect(reasonOf(join(root, 'link', 'below'))).toMatch(/symbolic link/);
});

test('checkDrive refuses a file', () => {
  writeFileSync(join(root, 'file'), '');
  expect(reasonOf(join(root, 'file'))).toMatch(/Cannot use the drive/);
});

test('checkDrive refuses sizes below what the rules allow', () => {
  const directory = join(root, 'sized');
  expect(reasonOf(directory, 99e9, { sizes: 'production' })).toMatch(/at least 100g/);
  expect(reasonOf(directory, 9e9, { sizes: 'small-allowed' })).toMatch(/at least 10g/);
  expect(reasonOf(directory, 1e6)).toMatch(/at least 32mib/);
  expect(reasonOf(directory, Number.NaN)).toMatch(/received NaN/);
  expect(reasonOf(directory, 100e9, { sizes: 'production' })).toBe('accepted');
});

test('parseSize reads numbers with a unit, and nothing else', () => {
  expect(parseSize('500g')).toBe(500e9);
  expect(parseSize('2T')).toBe(2e12);
  expect(parseSize('64MiB')).toBe(64 * 2 ** 20);
  for (const text of ['', '500', 'g', '0g', '-1g', '1.5t', '500 g', '500gb', '1e3g', '12345678g'])
    expect(parseSize(text)).toBeNull();
});
