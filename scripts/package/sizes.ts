import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export function sizeBytes(path: string): number {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeBytes(join(path, name)), 0);
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0).padStart(6)} MB`;

/** What a packed folder holds, largest first; the packages that are worth a line have one. */
export function sizesOf(folder: string): string[] {
  const parts: [string, number][] = [];
  const take = (path: string, depth: number): void => {
    for (const name of readdirSync(join(folder, path))) {
      const part = path === '' ? name : `${path}/${name}`;
      const bytes = sizeBytes(join(folder, part));
      const isOpened = depth > 0 && /^resources(\/app\.asar\.unpacked(\/node_modules)?)?$/.test(part);
      if (isOpened) take(part, depth - 1);
      else parts.push([part, bytes]);
    }
  };
  take('', 3);
  const shown = parts.filter(([, bytes]) => bytes >= 1e6).toSorted(([, a], [, b]) => b - a);
  const rest = parts.filter(([, bytes]) => bytes < 1e6).reduce((sum, [, bytes]) => sum + bytes, 0);
  return [...shown.map(([part, bytes]) => `${mb(bytes)}  ${part}`), `${mb(rest)}  the rest`, `${mb(sizeBytes(folder))}  in all`];
}
