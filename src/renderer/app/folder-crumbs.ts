export interface Crumb {
  name: string;
  folder: string;
}

/**
 * The folders above and this one, from the root on: `/home/ann/weeds` -> /, home, ann, weeds; `C:\a` -> C:, a. None above `top`,
 * which is as far up as the program lets a window look.
 */
export function folderCrumbs(folder: string, top: string | null = null): Crumb[] {
  const separator = folder.includes('\\') && !folder.startsWith('/') ? '\\' : '/';
  const names = folder.split(separator).filter(Boolean);
  const isUnix = folder.startsWith('/');
  const crumbs = names.map((name, index) => {
    const path = names.slice(0, index + 1).join(separator);
    return { name, folder: isUnix ? `/${path}` : index === 0 ? path + separator : path };
  });
  const all = isUnix ? [{ name: '/', folder: '/' }, ...crumbs] : crumbs;
  const from = all.findIndex((crumb) => crumb.folder === top);
  return from < 0 ? all : all.slice(from);
}
