// What the checks look at: files, and what stands in them. Read with regular expressions: fast, and no compiler is needed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';

const sourceEnding = /\.(ts|mts|js|mjs|cjs|vue|py)$/;

/** Paths from `root`, with `/`, in order. */
export function filesUnder(root, folder, ending = sourceEnding) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && ending.test(entry.name));
  return files.map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')).sort();
}

/**
 * The modules of `src` but its tests: `{ file, code, targets, eager }`; `code` has no comments, `targets` are what it imports, `eager` those of
 * them that are loaded with it (no types, nothing that it imports when it is needed).
 */
export function modulesOf(root) {
  const files = filesUnder(root, 'src').filter((file) => !/\.test\.\w+$/.test(file));
  return files.map((file) => {
    const code = withoutComments(readFileSync(join(root, file), 'utf8'));
    const resolved = (specifiers) => specifiers.map((specifier) => resolve(root, file, specifier));
    return { file, code, targets: [...resolved(importsOf(code)), ...namesOfFs(code)], eager: resolved(eagerImportsOf(code)) };
  });
}

export const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, '');

function importsOf(code) {
  const forms = [
    /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"\n]+)['"]/g,
    /\bimport\s*\(?\s*['"]([^'"\n]+)['"]/g,
    /(?:\b|create)require\s*(?:\([^()]*\))?\s*\(\s*['"]([^'"\n]+)['"]/gi,
    /\b(?:resolve|dlopen)\s*\([^()]*['"]([^'"\n]*(?:tfjs|@tensorflow)[^'"\n]*)['"]/g,
  ];
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1]));
}

function eagerImportsOf(code) {
  const statements = [...code.matchAll(/^\s*(?:import|export)\b(?!\s+type\b)([^'"`;()]*?)\bfrom\s*['"]([^'"\n]+)['"]|^\s*import\s*['"]([^'"\n]+)['"]/gm)];
  return statements.flatMap(([, what, from, alone]) => {
    const list = /^\s*\{([^}]*)\}\s*$/.exec(what ?? '');
    const isOfTypes = list && list[1].split(',').every((name) => /^\s*(type\s.*)?$/.test(name));
    return isOfTypes ? [] : [alone ?? from];
  });
}

/** What a file takes from Node's file system, `node:fs#writeFile`; `node:fs#default` where it takes all. */
function namesOfFs(code) {
  const imports = [...code.matchAll(/\bimport\s+(?!type\b)([^'"`;]*?)\s+from\s*['"](?:node:)?fs(?:\/promises)?['"]/g)];
  return imports.flatMap(([, what]) => {
    const list = /\{([^}]*)\}/.exec(what);
    const names = list ? list[1].split(',').map((name) => name.trim().split(/\s+as\s+/)[0]) : [];
    const whole = what.replace(/\{[^}]*\}/, '').replaceAll(',', '').trim() !== '';
    return [...(whole ? ['default'] : []), ...names.filter(Boolean)].map((name) => `node:fs#${name}`);
  });
}

/** A file of ours as its path, a built-in as `node:…`, a package as its name and path. */
function resolve(root, file, specifier) {
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/');
  return isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
}

/** Of each key what it leads to, itself left out. */
export function edgesOf(pairs) {
  const edges = new Map();
  for (const [from, to] of pairs) {
    if (!edges.has(from)) edges.set(from, new Set());
    if (from !== to) edges.get(from).add(to);
  }
  return edges;
}

/** Each cycle once, from where the search met it. */
export function cycles(edges) {
  const found = [];
  const done = new Set();
  const visit = (node, path) => {
    if (path.includes(node)) found.push([...path.slice(path.indexOf(node)), node]);
    if (done.has(node) || path.includes(node)) return;
    for (const target of edges.get(node) ?? []) visit(target, [...path, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return found;
}
