import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sourceFiles, type SourceFile } from './source-files.ts';

const code = sourceFiles(/\.(?:ts|tsx|cjs|mjs)$/);
const isTest = (file: SourceFile) => /\.(?:test|bench)\.|(?:^|\/)(?:test|testing)\//.test(file.path);
const paths = (files: readonly SourceFile[]) => files.map(({ path }) => path);

describe('house rules', () => {
  test('no file is longer than 400 lines, no test longer than 600', () => {
    const long = code.filter((file) => file.text.split('\n').length > (isTest(file) ? 600 : 400));
    expect(paths(long)).toEqual([]);
  });

  test('no drawers: a file is named for its one job', () => {
    const drawer = /(?:^|\/)(?:utils?|helpers?|common|misc|types|shared)(?:\/|\.ts$)/;
    expect(paths(code).filter((path) => drawer.test(path))).toEqual([]);
  });

  test('file names are kebab-case', () => {
    const odd = paths(code).filter((path) => !/(?:^|\/)[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(path));
    expect(odd).toEqual([]);
  });

  test('process.env is read in main.ts alone', () => {
    const readers = code.filter(
      (file) => !isTest(file) && file.text.includes('process.env') && !/(?:main\.ts|^setup\.cjs)$/.test(file.path),
    );
    expect(paths(readers)).toEqual([]);
  });

  test('no test is skipped, focused or left to do', () => {
    const idle = code.filter((file) => isTest(file) && /\b(?:test|it|describe)\.(?:skip|todo|only)\b/.test(file.text));
    expect(paths(idle).filter((path) => path !== 'test/house/house-rules.test.ts')).toEqual([]);
  });

  test('no download address is in the lockfile', () => {
    const [lockfile] = sourceFiles(/^package-lock\.json$/);
    expect(lockfile?.text).not.toContain('"resolved": "http');
  });

  // npm leaves out what its registry cannot serve and says nothing; `npm ci` then refuses the whole file.
  test('the lockfile holds every optional dependency that it names', () => {
    const [lockfile] = sourceFiles(/^package-lock\.json$/);
    const { packages } = JSON.parse(lockfile?.text ?? '{}') as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const named = Object.values(packages).flatMap(({ optionalDependencies }) =>
      Object.keys(optionalDependencies ?? {}),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
  });

  test('dependencies have exact versions', () => {
    const loose = sourceFiles(/package\.json$/).flatMap((file) => {
      const manifest = JSON.parse(file.text) as Record<string, Record<string, string> | undefined>;
      const named = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
      return named.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)).map(([name]) => `${file.path}: ${name}`);
    });
    expect(loose).toEqual([]);
  });

  test('every package and service has a README', () => {
    const homes = sourceFiles(/^(?:packages|services)\/[^/]+\/package\.json$/).map((file) =>
      file.path.replace('/package.json', ''),
    );
    expect(homes.length).toBeGreaterThan(5);
    expect(homes.filter((home) => !existsSync(join(ROOT, home, 'README.md')))).toEqual([]);
  });
});
