import type { SaidValues } from '../../../shared/said.ts';
import type { LayoutKind } from '../../../shared/layout.ts';
import { CodedWords } from '../../coded-words.ts';
import { each, listOf, those, type Listed } from '../../listed.ts';
import type { ImageLabel } from '../../store/labels.ts';
import { isCameraPath } from '../files/image-location.ts';
import { detectLayout, type Layout } from './layout.ts';
import type { Split } from '../../../shared/split.ts';

/** What has to be known of a file to say where it belongs. `problem` is null for a good picture. */
export interface SeenFile {
  readonly path: string;
  readonly sha256: string | null;
  readonly problem: string | null;
  /** The same as data, where it is known. */
  readonly problemValues?: SaidValues | null;
}

/** A file with the class that its folder gives it, and what counts: the folder's word overlaid by the studio's. */
export interface PlacedImage<File extends SeenFile = SeenFile> {
  readonly file: File;
  /** Null where it lies in no class folder. */
  readonly folderLabel: string | null;
  /** Where the user's own folders or a table of labels put it; the table goes first. */
  readonly side: Split | null;
  /** Where a table of labels put it. */
  readonly saidSide: Split | null;
  readonly label: string | null;
  readonly isExcluded: boolean;
}

export interface PlacedImages<File extends SeenFile = SeenFile> {
  readonly layout: Layout;
  readonly images: Listed<PlacedImage<File>>;
}

/** Files with what their folders say of them. */
export interface FoundFiles<File extends SeenFile = SeenFile> {
  readonly layout: Layout;
  readonly files: readonly Pick<PlacedImage<File>, 'file' | 'folderLabel' | 'side'>[];
}

/** Reads class and side of every file off its path, as a person said that the folders are read, or as they show. */
export function readFolders<File extends SeenFile>(files: readonly File[], choice: LayoutKind | null): FoundFiles<File> {
  const paths = files.filter((file) => !isCameraPath(file.path)).map((file) => file.path);
  const layout = detectLayout(paths, choice);
  return {
    layout,
    files: files.map((file) => ({ file, folderLabel: folderLabel(layout, file.path), side: sideOf(layout, file.path) })),
  };
}

const folderLabel = (layout: Layout, path: string): string | null =>
  isCameraPath(path) ? null : (layout.place(path)?.className ?? null);

const sideOf = (layout: Layout, path: string): Split | null => (isCameraPath(path) ? null : layout.side(path));

/**
 * Lays what was said in the studio over what the folders say. What was said is kept by path, and `follow-contents.ts` keeps it
 * with its content from scan to scan. It goes along when a file is renamed, by content; not when it is moved to another class
 * folder, for that is a newer word.
 */
export function layLabels<File extends SeenFile>(
  { layout, files }: FoundFiles<File>,
  said: ReadonlyMap<string, ImageLabel>,
): PlacedImages<File> & { images: PlacedImage<File>[] } {
  const lay = layer<File>(layout, each(files, ({ file }) => file.path), said);
  return { layout, images: files.map(({ file, folderLabel: own, side }) => lay(file, own, side)) };
}

type Lay<File extends SeenFile> = (file: File, own: string | null, side: Split | null) => PlacedImage<File>;

/** What lays the words over one file, of which its folders say a label of its `own` and a side. */
function layer<File extends SeenFile>(layout: Layout, paths: Iterable<string>, said: ReadonlyMap<string, ImageLabel>): Lay<File> {
  if (said.size === 0) return (file, own, side) => ({ file, folderLabel: own, side, saidSide: null, label: own, isExcluded: false });
  const renamed = gone(paths, said);
  return (file, own, side) => {
    const old = file.sha256 === null ? undefined : renamed.get(file.sha256);
    const word = said.get(file.path) ?? (old && folderLabel(layout, old.path) === own ? old : undefined);
    const label = word && word.label !== null ? layout.spelling(word.label) : own;
    const saidSide = word?.side ?? null;
    return { file, folderLabel: own, side: saidSide ?? side, saidSide, label, isExcluded: word?.excluded ?? false };
  };
}

/**
 * Both at once: `labels` is everything that was said in the data set. Kept are eight bytes of a file; the images are made each time they are gone through, so that
 * a scan of a hundred thousand does not hold them.
 */
export function placeImages<File extends SeenFile>(files: Listed<File>, labels: readonly ImageLabel[], choice: LayoutKind | null): PlacedImages<File> {
  const paths = each(files, ({ path }) => path);
  const layout = detectLayout(those(paths, (path) => !isCameraPath(path)), choice);
  const names = new CodedWords<string | null>(files.length);
  const sides = new CodedWords<Split | null>(files.length);
  for (const path of paths) {
    names.add(folderLabel(layout, path));
    sides.add(sideOf(layout, path));
  }
  const lay = layer<File>(layout, paths, new Map(labels.map((label) => [label.path, label])));
  return { layout, images: listOf(files.length, (index) => lay(files.at(index)!, names.at(index), sides.at(index))) };
}

/** What was said of files that are no longer there, by content. */
function gone(paths: Iterable<string>, said: ReadonlyMap<string, ImageLabel>): Map<string, ImageLabel> {
  const lost = new Map(said);
  for (const path of paths) lost.delete(path);
  return new Map([...lost.values()].filter(({ sha256 }) => sha256 !== null).map((label) => [label.sha256!, label]));
}

/** Whether the studio gave it another class than its folder. */
export const isRelabelled = (image: PlacedImage): boolean => image.label !== image.folderLabel;
