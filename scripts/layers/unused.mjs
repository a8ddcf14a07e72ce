// What nobody uses: an exported name that no other file takes, a file that no other names, a package that nothing names. A file takes a name of
// another that stands in the braces of an import, or, where it takes all of that file or names it as a path (to start it, or to ask for it later),
// that it has as a word: so nothing that is used is ever told. A type may stand exported beside the function that takes or gives it. What of the
// program tests alone take is told too, unless its own file has a use for it: it belongs into a `*.fixture.ts`.
import { basename, dirname, join } from 'node:path';
import { exportsOf } from './exported-names.mjs';

const isCode = (file) => /\.(ts|mts|mjs|vue)$/.test(file);
/** Found by their ending, not by a name. */
const isFound = (file) => /\.(test|spec)\.ts$|\.d\.mts$|(^|\/)[\w.]+\.config\.ts$/.test(file);
const isForTests = (file) => /\.(test|spec|fixture)\.ts$|^(test|e2e)\/|^src\/renderer\/testing\//.test(file);
const isProgram = (file) => file.startsWith('src/') && isCode(file) && !isForTests(file);

/**
 * @param {ReadonlyMap<string, string>} texts of each file of the tree what it says, code without comments
 * @param {readonly string[]} packages
 */
export function unused(texts, packages) {
  const users = usersOf(texts);
  const ofFile = (file) => {
    const taken = users.get(file.replace(/\.d\.mts$/, '.mjs'));
    if (!isFound(file) && !taken) return [`${file}: a file is named somewhere (nothing names it)`];
    const own = texts.get(file);
    const idle = [...exportsOf(own)].filter(([name, isType]) => !taken?.has(name) && !taken?.has('*') && !(isType && timesIn(own, name) > 1));
    return idle.map(([name]) => `${file}: what is exported is used elsewhere (${name} is not)`);
  };
  const isNamed = (name) => [...texts.values()].some((text) => text.includes(name.replace('@types/', '')));
  return [...[...texts.keys()].filter(isCode).flatMap(ofFile), ...packages.filter((name) => !isNamed(name)).map((name) => `package.json: what is installed is used (nothing names ${name})`)];
}

/**
 * What of the program only tests take, and not its own file.
 * @param {ReadonlyMap<string, string>} texts as for {@link unused}
 * @param {readonly string[]} ofTests names that may be so
 */
export function onlyTested(texts, ofTests) {
  const users = usersOf(new Map([...texts].filter(([file]) => !isForTests(file))));
  const all = usersOf(texts);
  const ofFile = (file) => {
    if (!users.has(file)) return all.has(file) ? [`${file}: what only tests have is a fixture (no other names it)`] : [];
    const [taken, own] = [users.get(file), texts.get(file)];
    const tested = [...exportsOf(own)].filter(([name, isType]) => !isType && !taken.has(name) && !taken.has('*') && timesIn(own, name) === 1 && all.get(file).has(name) && !ofTests.includes(name));
    return tested.map(([name]) => `${file}: what only tests have is a fixture (${name})`);
  };
  return [...texts.keys()].filter(isProgram).flatMap(ofFile);
}

const timesIn = (text, name) => text.match(new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'g')).length;

/** Of each file that others name the names that they take, or may; `*`: all. */
function usersOf(texts) {
  const alike = Map.groupBy(texts.keys(), (file) => basename(file));
  const taken = new Map();
  for (const [from, text] of texts) {
    const listed = new Map();
    const rest = text.replace(/\b(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^{}]*)\}\s*from\s*['"]([^'"\n]+)['"]/g, (_, names, path) => {
      listed.set(path, [...(listed.get(path) ?? []), ...names.split(',').map((item) => item.trim().replace(/^type\s+/, '').split(/\s+as\s+/)[0])]);
      return '';
    });
    const all = [...rest.matchAll(/\*\s*as\s+\w+\s+from\s*['"]([^'"\n]+)['"]/g)].map(([, path]) => [path, ['*']]);
    const words = () => text.match(/[\w$]+/g);
    const named = [...listed, ...all, ...[...rest.matchAll(/[\w@./-]+\.(?:ts|mts|mjs|vue)\b/g)].map(([path]) => [path, null])];
    for (const [path, names] of named) {
      for (const file of filesCalled(path, from, texts, alike)) if (file !== from) taken.set(file, new Set([...(taken.get(file) ?? []), ...(names ?? words())]));
    }
  }
  return taken;
}

/** By a path from where it is said, or by the end of a path. */
function filesCalled(path, from, texts, alike) {
  const exact = join(dirname(from), path);
  const end = path.replace(/^(?:\.{0,2}\/)+/, '');
  return texts.has(exact) ? [exact] : (alike.get(basename(path)) ?? []).filter((file) => `/${file}`.endsWith(`/${end}`));
}
