import { posix } from 'node:path';
import type { LayoutKind } from '../../../shared/layout.ts';
import type { Listed } from '../../listed.ts';
import type { ImageLabel } from '../../store/labels.ts';
import { readFolders, type SeenFile } from './placed-image.ts';

export interface ScannedFolder {
  files: Listed<SeenFile>;
  choice: LayoutKind | null;
  /** Contents that the scan before found. */
  contentsBefore(): ReadonlySet<string | null>;
}

/**
 * Lets words go along with contents where a path has another content than before. Where the old content lies under another name
 * of its class folder (renumbered, swapped), the word goes there. Where it is nowhere any more and the content at the path is new,
 * a program rewrote the picture, and the word stays. Else it waits, as what was said of files that are gone does.
 */
export function followContents(labels: readonly ImageLabel[], { files: found, choice, contentsBefore }: ScannedFolder): ImageLabel[] {
  // Most often nothing was said, and there are a hundred thousand files.
  if (labels.length === 0) return [];
  const files = [...found];
  const contents = new Map(files.map((file) => [file.path, file.sha256]));
  const isOther = ({ path, sha256 }: ImageLabel): boolean => (contents.get(path) ?? sha256) !== sha256;
  if (!labels.some(isOther)) return [...labels];
  const before = contentsBefore();
  const own = new Set(labels.filter(({ path, sha256 }) => contents.get(path) === sha256).map(({ path }) => path));
  const others = files.filter(({ path }) => !own.has(path));
  const places = Map.groupBy(others, ({ sha256 }) => sha256);
  const folders = new Map(readFolders(files, choice).files.map(({ file, folderLabel }) => [file.path, folderLabel]));

  const stayed: ImageLabel[] = [];
  const moved: ImageLabel[] = [];
  for (const label of labels) {
    const elsewhere = label.sha256 === null ? [] : (places.get(label.sha256) ?? []);
    const content = contents.get(label.path) ?? null;
    if (!isOther(label)) stayed.push(label);
    else if (label.sha256 === null || (elsewhere.length === 0 && !before.has(content))) stayed.push({ ...label, sha256: content });
    else {
      const same = elsewhere.filter(({ path }) => folders.get(path) === folders.get(label.path));
      if (same.length === 0) moved.push({ ...label, path: waitingPath(label.path, label.sha256) });
      for (const { path } of same) moved.push({ ...label, path });
    }
  }
  return [...new Map([...stayed, ...moved].map((label) => [label.path, label])).values()];
}

/** A name in the same folder that no other picture takes; files are known again by content. */
const waitingPath = (file: string, sha256: string): string => posix.join(posix.dirname(file), sha256);
