import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sourceFiles } from '../house/source-files.ts';

interface Rule {
  readonly glob: Bun.Glob;
  readonly keeps: boolean;
}

/** The paths that a builder is sent: what git tracks or would track, less what .dockerignore leaves out. */
export function buildContext(): readonly string[] {
  const rules = readRules(readFileSync(join(ROOT, '.dockerignore'), 'utf8'));
  return sourceFiles(/./)
    .map(({ path }) => path)
    .filter((path) => isSent(path, rules));
}

export function readRules(text: string): readonly Rule[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ glob: new Bun.Glob(line.replace(/^!/, '')), keeps: line.startsWith('!') }));
}

/** The last rule that a path or one of its folders matches decides. */
export function isSent(path: string, rules: readonly Rule[]): boolean {
  const parts = path.split('/');
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return rules.findLast(({ glob }) => folders.some((folder) => glob.match(folder)))?.keeps ?? true;
}
