import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../real-electron/tools.ts';

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Folders of packages below the checkout (`node_modules/sharp`, `node_modules/a/node_modules/b`): those named and all that they need. */
export function closureOf(names: Iterable<string>, root = checkout): string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const folder = resolveFrom(name, from, root);
    if (folder === null || found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(join(root, folder));
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) visit(each, folder);
  };
  for (const name of names) visit(name, '');
  return [...found].toSorted();
}

/** As Node looks for it; null where it is not there (an optional one of another system). */
function resolveFrom(name: string, from: string, root: string): string | null {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    const folder = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    if (existsSync(join(root, folder, 'package.json'))) return folder;
    if (place === '') return null;
  }
}

/** Names of packages in text: `from "x/y"`, `import("@a/b")`, `require('c')`. */
export const packagesIn = (text: string): string[] =>
  [...text.matchAll(/(?:from|import|require)\s*\(?\s*["']((?:@[\w-][\w.-]*\/)?[\w-][\w.-]*)(?:\/[^"']*)?["']/g)].map(([, name]) => name!);

function importedBy(pattern: string): string[] {
  const { dependencies = {}, devDependencies = {} } = manifestOf(checkout);
  const known = { ...dependencies, ...devDependencies };
  const named = globSync(pattern, { cwd: checkout }).flatMap((file) => packagesIn(readFileSync(join(checkout, file), 'utf8')));
  return [...new Set(named)].filter((name) => name in known && name !== 'electron');
}

/** What the built program loads from node_modules while it runs. */
export const packagesOfProgram = (): string[] => closureOf(importedBy('out/main/*.js'));

/** What is inside the pages; more than the bundler keeps of it. */
export const packagesOfPages = (): string[] => closureOf(importedBy('src/{renderer,shared}/**/*.{ts,vue}'));

/** Names below node_modules that electron-builder would take along for dependencies of ours that the built program does not load. */
export function unusedPackages(): string[] {
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(checkout);
  const used = new Set(packagesOfProgram());
  const all = closureOf(Object.keys({ ...dependencies, ...optionalDependencies }));
  const isTop = (folder: string) => folder.lastIndexOf('node_modules/') === 0;
  return all.filter((folder) => isTop(folder) && !used.has(folder)).map((folder) => folder.slice('node_modules/'.length));
}
