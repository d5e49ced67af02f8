import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT } from '../house/source-files.ts';
import { copiesOf, type Instruction } from './dockerfile.ts';

/**
 * Lays out under `directory` what the COPY instructions bring from the build context, as the builder would. The packages
 * that `npm ci` installs are links to ours; those of this repository lead into the layout itself.
 */
export function layOutImage(instructions: readonly Instruction[], context: readonly string[], directory: string): void {
  for (const copy of copiesOf(instructions)) {
    if (copy.from !== undefined) continue;
    for (const path of context) {
      const source = copy.sources.find((each) => path === each || path.startsWith(`${each}/`));
      if (source === undefined) continue;
      const inside = path === source ? '' : path.slice(source.length);
      const target = join(
        directory,
        copy.destination.endsWith('/') ? join(copy.destination, basename(source)) : copy.destination,
        inside,
      );
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(ROOT, path), target);
    }
  }
}

/** Installs third-party packages as links to those of this checkout, and our own as `npm ci --workspace` does: what it depends on, no more. */
export function linkPackages(home: string, workspace: string): void {
  const modules = join(home, 'node_modules');
  mkdirSync(join(modules, '@nearhop'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@nearhop' && name !== '.bin') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const path of ownDependencies(home, workspace))
    symlinkSync(join(home, path), join(modules, '@nearhop', basename(path)));
}

/** The folders of a workspace and of all workspaces that it needs. */
function ownDependencies(home: string, workspace: string): ReadonlySet<string> {
  const folders = new Map<string, string>(
    ['packages', 'services'].flatMap((kind) =>
      readdirSync(join(home, kind)).map((name) => [`@nearhop/${name}`, join(kind, name)] as const),
    ),
  );
  const found = new Set<string>();
  const visit = (name: string): void => {
    const folder = folders.get(name);
    if (folder === undefined || found.has(folder)) return;
    found.add(folder);
    const manifest = JSON.parse(readFileSync(join(home, folder, 'package.json'), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    Object.keys(manifest.dependencies ?? {}).forEach(visit);
  };
  visit(workspace);
  return found;
}
