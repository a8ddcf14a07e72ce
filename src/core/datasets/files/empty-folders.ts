/**
 * Those of `folders` below which none of `paths` lies; one inside another of them is not named too. All are relative to one root (`''`, never named),
 * with `/`. A folder that is itself among the paths is not empty.
 */
export function emptyFolders(folders: readonly string[], paths: Iterable<string>): string[] {
  const filled = new Set(['']);
  const all = new Set(folders);
  for (const path of paths) {
    // Files are not kept, there are very many.
    for (let at = all.has(path) ? path : around(path); !filled.has(at); at = around(at)) filled.add(at);
  }
  return folders.filter((folder) => !filled.has(folder) && filled.has(around(folder)));
}

/** The folder in which a path lies. */
const around = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
