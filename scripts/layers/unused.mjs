// What nobody uses: an exported name that no other file has, a file that no other names, a package that nothing names. A file uses a name
// of another where it names that file, in an import or as a path, and has the word: so what is started by its path counts, and nothing that is
// used is ever told. A type may stand exported beside the function that takes or gives it.
import { basename, dirname, join } from 'node:path';
import { exportsOf } from './exported-names.mjs';

const isCode = (file) => /\.(ts|mts|mjs|vue)$/.test(file);
/** Found by their ending, not by a name. */
const isFound = (file) => /\.(test|spec)\.ts$|\.d\.mts$|(^|\/)[\w.]+\.config\.ts$/.test(file);

/**
 * @param {ReadonlyMap<string, string>} texts of each file of the tree what it says, code without comments
 * @param {readonly string[]} packages
 */
export function unused(texts, packages) {
  const words = new Map([...texts].filter(([file]) => isCode(file)).map(([file, text]) => [file, wordsOf(text)]));
  const namers = namersOf(texts);
  const ofFile = (file) => {
    const users = [...(namers.get(file.replace(/\.d\.mts$/, '.mjs')) ?? [])];
    if (!isFound(file) && users.length === 0) return [`${file}: a file is named somewhere (nothing names it)`];
    const isUsed = (name) => users.some((user) => words.get(user)?.has(name) || takesAll(texts.get(user), file));
    const idle = [...exportsOf(texts.get(file))].filter(([name, isType]) => !isUsed(name) && !(isType && words.get(file).get(name) > 1));
    return idle.map(([name]) => `${file}: what is exported is used elsewhere (${name} is not)`);
  };
  const isNamed = (name) => [...texts.values()].some((text) => text.includes(name.replace('@types/', '')));
  return [...[...words.keys()].flatMap(ofFile), ...packages.filter((name) => !isNamed(name)).map((name) => `package.json: what is installed is used (nothing names ${name})`)];
}

const takesAll = (text, file) => [...text.matchAll(/\bimport\s*\*\s*as\s+\w+\s+from\s*['"]([^'"\n]+)['"]/g)].some(([, path]) => basename(path) === basename(file));

/** Of each file the others that name it, by a path from where they stand or by the end of a path. */
function namersOf(texts) {
  const alike = Map.groupBy(texts.keys(), (file) => basename(file));
  const namers = new Map();
  for (const [from, text] of texts) {
    for (const [path] of text.matchAll(/[\w@./-]+\.(?:ts|mts|mjs|vue)\b/g)) {
      const exact = join(dirname(from), path);
      const end = path.replace(/^(?:\.{0,2}\/)+/, '');
      const named = texts.has(exact) ? [exact] : (alike.get(basename(path)) ?? []).filter((file) => `/${file}`.endsWith(`/${end}`));
      for (const file of named) if (file !== from) namers.set(file, (namers.get(file) ?? new Set()).add(from));
    }
  }
  return namers;
}

function wordsOf(text) {
  const words = new Map();
  for (const [word] of text.matchAll(/[\w$]+/g)) words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}
