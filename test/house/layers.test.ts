import { describe, expect, test } from 'bun:test';
import { COMPOSERS, PACKAGE_IMPORTS, PURE_PACKAGES } from './layers.ts';
import { importsOf, sourceFiles, type SourceFile } from './source-files.ts';

const files = sourceFiles(/^(?:packages|services)\/[^/]+\/.*\.tsx?$/);
const isTest = (file: SourceFile) => /\.(?:test|bench)\.tsx?$|\/testing\//.test(file.path);
const isPackage = (name: string) => name in PACKAGE_IMPORTS;

describe('layers', () => {
  test('there is code to hold to them', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test('a package imports only what stands below it', () => {
    const wrong = files.flatMap((file) => {
      const [, kind, owner] = /^(packages|services)\/([^/]+)\//.exec(file.path) ?? [];
      if (kind !== 'packages' || owner === undefined) return [];
      const allowed = PACKAGE_IMPORTS[owner];
      if (allowed === undefined)
        return [`${file.path}: package "${owner}" is in no layer: add it to test/house/layers.ts`];
      return ourImports(file)
        .filter((name) => name !== owner && !allowed.includes(name))
        .map((name) => `${file.path} imports @nearhop/${name}`);
    });
    expect(wrong).toEqual([]);
  });

  test('services import packages and never each other, but for the CLI\'s "up" and "run"', () => {
    const wrong = files
      .filter((file) => file.path.startsWith('services/') && !COMPOSERS.test(file.path) && !isTest(file))
      .flatMap((file) =>
        ourImports(file)
          .filter((name) => !isPackage(name))
          .map((name) => `${file.path} imports @nearhop/${name}`),
      );
    expect(wrong).toEqual([]);
  });

  test("nobody reaches past a package's door", () => {
    const wrong = files.flatMap((file) => {
      const home = file.path.split('/').slice(0, 2).join('/');
      return importsOf(file)
        .filter((path) => /^@nearhop\/[^/]+\//.test(path) || leaves(file, path, home))
        .map((path) => `${file.path} imports ${path}`);
    });
    expect(wrong).toEqual([]);
  });

  test('index.ts only re-exports', () => {
    const wrong = files
      .filter((file) => /^(?:packages|services)\/[^/]+\/src\/index\.ts$/.test(file.path))
      .filter(
        (file) =>
          file.text
            .replaceAll(/export (?:type )?(?:\*|\{[^}]*\}) from '[^']+';|\/\*[\s\S]*?\*\/|\/\/.*/g, '')
            .trim() !== '',
      );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('pure packages know no I/O, no clock and no environment', () => {
    const impure =
      /\b(?:Date\.now|new Date\(\)|performance\.now|Math\.random|process\.|Bun\.|fetch\(|setTimeout|setInterval)/;
    const wrong = files
      .filter((file) => PURE_PACKAGES.some((name) => file.path.startsWith(`packages/${name}/src/`)) && !isTest(file))
      .filter(
        (file) =>
          impure.test(withoutComments(file.text)) ||
          importsOf(file).some((path) => /^(?:node|bun):/.test(path) && !isOneShotHash(file, path)),
      );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

/** `hash` of node:crypto is a function of its arguments; the rest of that module is not. */
function isOneShotHash(file: SourceFile, path: string): boolean {
  return path === 'node:crypto' && file.text.includes("import { hash } from 'node:crypto';");
}

function ourImports(file: SourceFile): string[] {
  return importsOf(file).flatMap((path) => /^@nearhop\/([^/]+)/.exec(path)?.[1] ?? []);
}

/** A relative import out of the own package; tests and benches may reach the acceptance code in test/. */
function leaves(file: SourceFile, path: string, home: string): boolean {
  if (!path.startsWith('.')) return false;
  const target = new URL(path, `file:///${file.path}`).pathname.slice(1);
  return !target.startsWith(`${home}/`) && !(isTest(file) && target.startsWith('test/'));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
