export interface Crumb {
  name: string;
  folder: string;
}

/** The folders above and this one, from the root on: `/home/ann/weeds` -> /, home, ann, weeds; `C:\a` -> C:, a. */
export function folderCrumbs(folder: string): Crumb[] {
  const separator = folder.includes('\\') && !folder.startsWith('/') ? '\\' : '/';
  const names = folder.split(separator).filter(Boolean);
  const isUnix = folder.startsWith('/');
  const crumbs = names.map((name, index) => {
    const path = names.slice(0, index + 1).join(separator);
    return { name, folder: isUnix ? `/${path}` : index === 0 ? path + separator : path };
  });
  return isUnix ? [{ name: '/', folder: '/' }, ...crumbs] : crumbs;
}
