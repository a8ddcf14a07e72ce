import path from 'node:path';
import { hasReadExtension } from '../../images/picture-kinds.ts';
import { nameKey } from '../../same-name.ts';
import { once } from '../../once.ts';

/** Names of pictures in a table of another program, found among the pictures of a data set. */
export interface FoundPictures {
  /** For each name the pictures that it means: none, one, or several where it leaves a choice. */
  matches: string[][];
  /** What was left away before every name, as where the table comes from another computer; null where nothing was. */
  prefix: string | null;
}

/**
 * A name means the picture of exactly this path; else the one it means without its ending (`.jpg`), else those whose path ends
 * with it in whole folders, with or without the ending; else the same in any case. `\` separates folders too, `..` and `a/../`
 * are resolved, a path that begins with one of `roots` counts from there. Where no name means any picture, the folders that all names begin with are left away, as few as
 * help. Unicode is compared after NFC.
 */
export function findPictures(pictures: readonly string[], names: readonly string[], roots: readonly string[]): FoundPictures {
  const exact = new Set(pictures);
  const asWritten = lookUp(pictures, same);
  const anyCase = lookUp(pictures, (text) => text.toLowerCase());
  const find = (name: string): string[] => {
    const found = asWritten(name);
    return found.length > 0 ? found : anyCase(name);
  };
  const plain = names.map((name) => relativeTo(normal(name), roots));
  const matches = names.map((name, i) => (exact.has(name) ? [name] : find(plain[i]!)));
  if (matches.some((match) => match.length > 0)) return { matches, prefix: null };
  return withoutPrefix(plain, find) ?? { matches, prefix: null };
}

function withoutPrefix(names: readonly string[], find: (name: string) => string[]): FoundPictures | null {
  const folders = commonFolders(names);
  let best: FoundPictures | null = null;
  let most = 0;
  for (let left = 1; left <= folders.length; left++) {
    const matches = names.map((name) => find(name.split('/').slice(left).join('/')));
    const count = matches.filter((match) => match.length > 0).length;
    if (count > most) best = { matches, prefix: `${folders.slice(0, left).join('/')}/` };
    most = Math.max(most, count);
  }
  return best;
}

function commonFolders(names: readonly string[]): string[] {
  const parts = (name: string): string[] => name.split('/').slice(0, -1);
  let common = parts(names[0] ?? '');
  for (const name of names) {
    const own = parts(name);
    const differs = common.findIndex((part, i) => part !== own[i]);
    if (differs >= 0) common = common.slice(0, differs);
  }
  return common;
}

const same = (text: string): string => text;

function lookUp(pictures: readonly string[], fold: (text: string) => string): (name: string) => string[] {
  // Each is made when the one before it has not answered: a table of whole paths needs the first alone.
  const keyed = once(() => pictures.map((picture) => ({ picture, key: fold(nameKey(picture)) })));
  const grouped = (by: (key: string) => string) => once(() => Map.groupBy(keyed(), ({ key }) => by(key)));
  const whole = grouped((key) => key);
  const stems = grouped(stem);
  const byName = grouped((key) => path.posix.basename(key));
  const byStem = grouped((key) => stem(path.posix.basename(key)));
  return (name) => {
    if (name === '') return [];
    const key = fold(name);
    const last = path.posix.basename(key);
    const found =
      whole().get(key) ??
      stems().get(key) ??
      below(byName().get(last), (picture) => picture.endsWith(`/${key}`)) ??
      below(byStem().get(last), (picture) => stem(picture).endsWith(`/${key}`)) ??
      [];
    return found.map(({ picture }) => picture);
  };
}

type Keyed = { picture: string; key: string };

function below(some: readonly Keyed[] | undefined, isMeant: (key: string) => boolean): Keyed[] | undefined {
  const found = some?.filter(({ key }) => isMeant(key)) ?? [];
  return found.length > 0 ? found : undefined;
}

const stem = (file: string): string =>
  hasReadExtension(file) ? file.slice(0, file.length - path.posix.extname(file).length) : file;

const normal = (name: string): string => path.posix.normalize(nameKey(name).replaceAll('\\', '/')).replace(/^\.$/, '');

function relativeTo(name: string, roots: readonly string[]): string {
  const root = roots.map((one) => normal(one)).find((one) => name.startsWith(`${one}/`));
  return root === undefined ? name : name.slice(root.length + 1);
}
