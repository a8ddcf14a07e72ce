import { FileList } from './file-list.ts';
import type { ScannedFile } from './scanned-file.ts';

/** A list of these files. */
export function fileList(files: Iterable<ScannedFile>): FileList {
  const list = new FileList();
  for (const file of files) list.add(file);
  return list;
}
