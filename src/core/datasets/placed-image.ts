import type { ImageLabel } from '../store/labels.ts';
import type { Split } from '../store/schema.ts';
import { isCameraPath } from './image-location.ts';
import { detectLayout, type Layout } from './layout.ts';

/** What has to be known of a file to say where it belongs. `problem` is null for a good picture. */
export interface SeenFile {
  readonly path: string;
  readonly sha256: string | null;
  readonly problem: string | null;
}

/** A file with the class that its folder gives it, and what counts: the folder's word overlaid by the studio's. */
export interface PlacedImage<File extends SeenFile = SeenFile> {
  readonly file: File;
  /** Null where it lies in no class folder. */
  readonly folderLabel: string | null;
  /** Where the user's own folders put it. */
  readonly side: Split | null;
  readonly label: string | null;
  readonly isExcluded: boolean;
}

export interface PlacedImages<File extends SeenFile = SeenFile> {
  readonly layout: Layout;
  readonly images: PlacedImage<File>[];
}

/**
 * Lays what was said in the studio over what the folders say. What was said belongs to the path and stays when the content
 * changes (programs rewrite pictures to turn or tag them). It goes along when a file is renamed, by content; not when it is
 * moved to another class folder, for that is a newer word.
 */
export function placeImages<File extends SeenFile>(files: readonly File[], labels: readonly ImageLabel[]): PlacedImages<File> {
  const layout = detectLayout(files.filter((file) => !isCameraPath(file.path)).map((file) => file.path));
  const folderLabel = (path: string): string | null =>
    isCameraPath(path) ? null : (layout.place(path)?.className ?? null);
  const said = new Map(labels.map((label) => [label.path, label]));
  const renamed = labels.length === 0 ? new Map<string, ImageLabel>() : gone(files, labels);

  const images = files.map((file) => {
    const own = folderLabel(file.path);
    const old = file.sha256 === null ? undefined : renamed.get(file.sha256);
    const word = said.get(file.path) ?? (old && folderLabel(old.path) === own ? old : undefined);
    const side = isCameraPath(file.path) ? null : layout.side(file.path);
    return { file, folderLabel: own, side, label: word?.label ?? own, isExcluded: word?.excluded ?? false };
  });
  return { layout, images };
}

/** What was said of files that are no longer there, by content. */
function gone(files: readonly SeenFile[], labels: readonly ImageLabel[]): Map<string, ImageLabel> {
  const there = new Set(files.map((file) => file.path));
  const lost = labels.filter((label) => label.sha256 !== null && !there.has(label.path));
  return new Map(lost.map((label) => [label.sha256!, label]));
}

/** Whether the studio gave it another class than its folder. */
export const isRelabelled = (image: PlacedImage): boolean => image.label !== image.folderLabel;
