// Holds the house to its plan (docs/architecture.md): who may import whom, no cycles, no barrel files, no file over
// 400 lines, a README in every folder of src that names no file that is not there. The rules are data; every line printed names the rule that is broken.
// `node scripts/check-layers.mjs [folder]`
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = (...rooms) => rooms.map((room) => `src/core/${room}/`);

/** What makes, fills or renames files: `node:fs#name` is a name imported from `node:fs` or `node:fs/promises`. */
const fileWriters = ['appendFile', 'copyFile', 'cp', 'createWriteStream', 'link', 'mkdtemp', 'rename', 'symlink', 'truncate', 'writeFile'].flatMap(
  (name) => [`node:fs#${name}`, `node:fs#${name}Sync`],
);

/** `in` and `notIn`: folders a rule concerns. It allows `only` or forbids `never`: folders of ours, packages, `node:`, names of `node:fs`. */
const rules = [
  { name: 'shared imports nothing but zod and the contract library', in: ['src/shared/'], only: ['src/shared/', 'zod', '@orpc/contract'] },
  {
    name: 'core does not know main, preload or renderer',
    in: ['src/core/'],
    never: ['src/main/', 'src/preload/', 'src/renderer/'],
  },
  { name: 'core has no Electron, Vue or DOM library', in: ['src/core/'], never: ['electron', 'vue', 'pinia', 'vue-router'] },
  {
    name: 'in main only electron/ and index.ts know Electron',
    in: ['src/main/'],
    notIn: ['src/main/electron/', 'src/main/index.ts'],
    never: ['electron', 'src/main/electron/'],
  },
  { name: 'main does not import the renderer or the preload', in: ['src/main/'], never: ['src/renderer/', 'src/preload/'] },
  { name: 'preload imports only shared', in: ['src/preload/'], never: ['src/core/', 'src/main/', 'src/renderer/'] },
  {
    name: 'renderer imports only shared',
    in: ['src/renderer/'],
    never: ['src/core/', 'src/main/', 'src/preload/', 'electron', 'node:'],
  },
  { name: 'only engine touches the native binding', in: ['src/'], notIn: core('engine'), never: ['@tensorflow/'] },
  { name: 'SQL only in store', in: ['src/'], notIn: core('store'), never: ['better-sqlite3', 'drizzle-orm', 'node:sqlite'] },
  { name: 'jobs run in the engine process alone', in: ['src/'], notIn: [...core('jobs'), 'src/main/trainer.ts'], never: core('jobs') },
  { name: 'jobs are told everything: no runs, no database', in: core('jobs', 'training'), never: core('runs', 'store') },
  {
    name: 'a plan is a function of its arguments',
    in: core('runs/plan'),
    notIn: ['src/core/runs/plan/plan-notice-text.ts'], // words about plans
    never: ['node:', ...core('store', 'datasets', 'files', 'engine-host', 'runs/lifecycle', 'runs/use', 'runs/results', 'runs/executors')],
  },
  { name: 'engine-host loads no engine', in: core('engine-host'), only: ['node:', 'src/shared/', 'src/core/errors.ts', ...core('files', 'engine-host')] },
  { name: 'what a person typed is read at the door', in: ['src/core/'], notIn: core('references'), never: core('references') },
  { name: 'graph <- nets <- training/evaluation/exporting', in: core('graph'), never: core('nets') },
  {
    name: 'graph <- nets <- training/evaluation/exporting',
    in: core('graph', 'nets'),
    never: core('training', 'evaluation', 'exporting'),
  },
  { name: 'files imports no other room', in: core('files'), only: ['node:', 'src/core/errors.ts', ...core('files')] },
  {
    name: 'only files writes files',
    in: ['src/core/', 'src/main/'],
    notIn: [
      ...core('files'),
      'src/core/exporting/replace-export.ts', // folders that get their names when they are whole
      'src/core/exporting/target-folder.ts', // the same
      'src/core/weights/import-backbone.ts', // the same
      'src/core/weights/hub-download.ts', // a download that was cut off is kept on purpose, under the name every tool knows
      'src/core/weights/hub-cache.ts', // links
      'src/core/store/backups.ts', // SQLite fills the copy
      'src/core/store/restore.ts', // moves the damaged database and what belongs to it aside
      'src/core/runs/results/notices.ts', // a log: lines are appended, a torn one is skipped
      'src/main/api/uploads.ts', // under a random name in a folder that goes with the process
      'src/main/serve/running-studio.fixture.ts',
    ],
    never: [...fileWriters, 'node:fs#default'],
  },
  {
    name: 'evaluation is pure numbers',
    in: core('evaluation'),
    only: ['src/shared/', 'src/core/errors.ts', ...core('evaluation')],
  },
];
const sizedFolders = ['src', 'scripts', 'bench', 'e2e'];
const maxLines = 400;

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
const broken = [];
const graph = new Map();

for (const file of sizedFolders.flatMap((folder) => filesUnder(folder))) {
  const text = readFileSync(join(root, file), 'utf8');
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > maxLines) broken.push(`${file}: no file over ${maxLines} lines (it has ${lines})`);
  if (!file.startsWith('src/') || /\.test\.\w+$/.test(file)) continue;
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, '');
  if (isBarrel(code)) broken.push(`${file}: no barrel files (it only re-exports)`);
  const targets = [...importsOf(code).map((specifier) => resolve(file, specifier)), ...namesOfFs(code)];
  graph.set(file, targets.filter((target) => target.startsWith('src/')));
  for (const rule of rules.filter((rule) => concerns(rule, file))) {
    const bad = targets.filter((target) => (rule.only ? !target.includes('#') && !matches(rule.only, target) : matches(rule.never, target)));
    for (const target of new Set(bad)) broken.push(`${file}: ${rule.name} (it imports ${target})`);
  }
}
for (const folder of new Set(filesUnder('src').map((file) => dirname(file)))) {
  // Languages are folders of one shape; their parent says which.
  const explains = folder.startsWith('src/renderer/locales/') ? dirname(folder) : folder;
  if (existsSync(join(root, explains, 'README.md')) || folder === 'src') continue;
  broken.push(`${folder}: every folder explains itself (it has no README.md)`);
}
broken.push(...namesOfNothing());
broken.push(...cycles(graph).map((path) => `${path[0]}: no cycles (${path.join(' -> ')})`));

for (const line of broken) console.log(line);
console.log(`${graph.size} files in src, ${broken.length} broken rules`);
process.exitCode = broken.length > 0 ? 1 : 0;

/** Files of ours that a README names (by their path or the end of it) and that do not exist. */
function namesOfNothing() {
  const here = [...readdirSync(root), ...sizedFolders.concat('test').flatMap((folder) => filesUnder(folder))];
  const readmes = sizedFolders.concat('test', 'docs').flatMap((folder) => filesUnder(folder, /(^|\/)(README|architecture)\.md$/));
  return readmes.flatMap((readme) => {
    const text = readFileSync(join(root, readme), 'utf8');
    const named = [...text.matchAll(/`([\w./-]+\.(?:ts|mts|mjs|vue))`/g)].map((match) => match[1]);
    const missing = named.filter((name) => !name.includes('NNNN') && !here.some((file) => `/${file}`.endsWith(`/${name.replace(/^(\.{1,2}\/)+/, '')}`)));
    return [...new Set(missing)].map((name) => `${readme}: a README names files that are there (not ${name})`);
  });
}

function filesUnder(folder, ending = /\.(ts|mts|js|mjs|cjs|vue|py)$/) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && ending.test(entry.name));
  return files.map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')).sort();
}

function importsOf(code) {
  const forms = [
    /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"\n]+)['"]/g,
    /\bimport\s*\(?\s*['"]([^'"\n]+)['"]/g,
    /(?:\b|create)require\s*(?:\([^()]*\))?\s*\(\s*['"]([^'"\n]+)['"]/gi,
    /\b(?:resolve|dlopen)\s*\([^()]*['"]([^'"\n]*(?:tfjs|@tensorflow)[^'"\n]*)['"]/g,
  ];
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1]));
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
function resolve(file, specifier) {
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/');
  return isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
}

function concerns(rule, file) {
  return rule.in.some((folder) => file.startsWith(folder)) && !rule.notIn?.some((folder) => file.startsWith(folder));
}

function matches(patterns, target) {
  const isIn = (pattern) => target.startsWith(/[/:]$/.test(pattern) ? pattern : `${pattern}/`);
  return patterns.some((pattern) => target === pattern || isIn(pattern));
}

function isBarrel(code) {
  const rest = code.replace(/export\s[^'";]*?\bfrom\s*['"][^'"\n]+['"];?/g, '');
  return rest !== code && rest.trim() === '';
}

/** Each cycle once, from where the search met it. */
function cycles(edges) {
  const found = [];
  const done = new Set();
  const visit = (file, path) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file]);
    if (done.has(file) || path.includes(file)) return;
    for (const target of edges.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}
