import type { FolderChange } from '../../../shared/contract/events.ts';
import type { LayoutKind } from '../../../shared/layout.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { each, type Listed } from '../../listed.ts';
import { PackedTexts } from '../../packed-texts.ts';
import { detectLayout, sortClassNames } from '../known/layout.ts';

type Known = Pick<ScannedFile, 'path' | 'sha256' | 'problem'>;

const namedClasses = 2;

/** The classes in whose folders pictures lie, by name where they are few. */
function placesOf(
  images: readonly Known[],
  all: Iterable<Known>,
  choice: LayoutKind | null,
): Pick<FolderChange & { what: 'added' }, 'classes' | 'named'> {
  if (images.length === 0) return { classes: 0, named: [] };
  const layout = detectLayout(each(all, ({ path }) => path), choice);
  const counts = new Map<string, number>();
  for (const { path } of images) {
    const name = layout.place(path)?.className;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const named = counts.size > namedClasses ? [] : sortClassNames(counts.keys()).map((name) => ({ name, count: counts.get(name)! }));
  return { classes: counts.size, named };
}

/** What is not as it was between two scans of a data set. The same content under another name was moved. */
export function scanChanges(before: Listed<Known>, after: Listed<Known>, choice: LayoutKind | null = null): FolderChange[] {
  const old = new PackedTexts();
  for (const { path } of before) old.add(path);
  const stays = new Uint8Array(before.length);
  const appeared: Known[] = [];
  let changed = 0;
  for (const image of after) {
    const at = old.find(image.path);
    const known = at < 0 ? undefined : before.at(at);
    if (!known) {
      appeared.push(image);
      continue;
    }
    stays[at] = 1;
    if (known.sha256 !== image.sha256 || (known.problem === null) !== (image.problem === null)) changed += 1;
  }
  const gone: Known[] = [];
  for (const [at, isThere] of stays.entries()) if (isThere === 0) gone.push(before.at(at)!);

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

  const changes: FolderChange[] = [
    { what: 'added', count: good.length, ...placesOf(good, after, choice) },
    { what: 'moved', count: moved.length, ...placesOf(moved, after, choice) },
    { what: 'changed', count: changed },
    { what: 'gone', count: gone.length - moved.length },
    { what: 'unreadable', count: fresh.length - good.length },
  ];
  return changes.filter(({ count }) => count > 0);
}
