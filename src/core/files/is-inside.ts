import path from 'node:path';

/** Whether a place is a folder or lies below it, by their paths alone: links are followed before. */
export const isInside = (folder: string, place: string): boolean => {
  const relative = path.relative(folder, place);
  return relative === '' || (!path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..');
};
