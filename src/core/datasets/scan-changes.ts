import type { PresentImage } from '../store/images.ts';
import { counted } from './health.ts';
import { detectLayout } from './layout.ts';

type Known = Pick<PresentImage, 'path' | 'sha256' | 'problem'>;

const namedClasses = 2;

/** Where new pictures lie: " in thistle", " in rose (2) and thistle (1)", " in 5 classes", or nothing where there are no classes. */
function placesOf(paths: readonly string[], all: readonly string[]): string {
  const layout = detectLayout(all);
  const counts = new Map<string, number>();
  for (const path of paths) {
    const name = layout.place(path)?.className;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts.keys()];
  if (names.length === 0) return '';
  if (names.length > namedClasses) return ` in ${names.length} classes`;
  return ` in ${names.map((name) => (names.length === 1 ? name : `${name} (${counts.get(name)})`)).join(' and ')}`;
}

/** How many of what, the noun only where nothing was said before. */
const phrase = (before: readonly string[], n: number, kind: string): string =>
  before.length > 0 ? `${n} ${kind}` : `${counted(n, 'picture', 'pictures')} ${kind}`;

/**
 * What is not as it was between two scans of a data set, in one line: "3 new pictures in thistle, 1 gone"; null where nothing
 * changed. The same content under another name was moved.
 */
export function scanChanges(before: readonly Known[], after: readonly Known[]): string | null {
  const old = new Map(before.map((image) => [image.path, image]));
  const now = new Set(after.map(({ path }) => path));
  const gone = before.filter(({ path }) => !now.has(path));
  const appeared = after.filter(({ path }) => !old.has(path));
  const changed = after.filter(({ path, sha256, problem }) => {
    const known = old.get(path);
    return known && (known.sha256 !== sha256 || (known.problem === null) !== (problem === null));
  }).length;

  const left = new Map<string, number>();
  for (const { sha256 } of gone) if (sha256 !== null) left.set(sha256, (left.get(sha256) ?? 0) + 1);
  const isMoved = ({ sha256 }: Known): boolean => {
    const count = sha256 === null ? 0 : (left.get(sha256) ?? 0);
    if (count > 0) left.set(sha256!, count - 1);
    return count > 0;
  };
  const moved = appeared.filter(isMoved);
  const movedPaths = new Set(moved.map(({ path }) => path));
  const fresh = appeared.filter(({ path }) => !movedPaths.has(path));
  const good = fresh.filter(({ problem }) => problem === null);

  const paths = after.map(({ path }) => path);
  const parts: string[] = [];
  const pathsOf = (images: readonly Known[]) => images.map(({ path }) => path);
  if (good.length > 0) parts.push(`${counted(good.length, 'new picture', 'new pictures')}${placesOf(pathsOf(good), paths)}`);
  if (moved.length > 0) parts.push(`${phrase(parts, moved.length, 'moved')}${placesOf(pathsOf(moved), paths).replace(' in ', ' to ')}`);
  if (changed > 0) parts.push(phrase(parts, changed, 'changed'));
  if (gone.length > moved.length) parts.push(phrase(parts, gone.length - moved.length, 'gone'));
  if (fresh.length > good.length) parts.push(counted(fresh.length - good.length, 'new file that cannot be read', 'new files that cannot be read'));
  return parts.length === 0 ? null : parts.join(', ');
}
