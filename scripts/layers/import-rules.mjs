// Who may import what of ours, of packages and of Node, as data; and what breaks it.

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
  { name: 'main does not import the renderer or the preload', in: ['src/main/'], notIn: ['src/main/papers/'], never: ['src/renderer/', 'src/preload/'] },
  {
    // What stands on paper is what the window says (docs/decisions/0052): its messages, formats and pure words, nothing that draws.
    name: 'papers say the words of the window',
    in: ['src/main/papers/'],
    only: ['node:', 'src/shared/', 'src/core/', 'src/main/papers/', 'src/main/words/', 'src/main/terminal/', 'src/renderer/format/', 'src/renderer/locales/', 'src/renderer/words/'],
  },
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
    never: ['node:', ...core('store', 'datasets', 'files', 'engine-host', 'runs/lifecycle', 'runs/use', 'runs/results', 'runs/executors')],
  },
  { name: 'engine-host loads no engine', in: core('engine-host'), only: ['node:', 'src/shared/', 'src/core/errors.ts', 'src/core/node-program.ts', ...core('files', 'engine-host')] },
  { name: 'what a person typed is read at the door', in: ['src/core/'], notIn: core('references'), never: core('references') },
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
      'src/main/electron/log-file.ts', // a log: lines are appended
      'src/main/serve/running-studio.fixture.ts',
    ],
    never: [...fileWriters, 'node:fs#default'],
  },
  {
    name: 'evaluation is pure numbers',
    in: core('evaluation'),
    only: ['src/shared/', 'src/core/errors.ts', 'src/core/shuffle.ts', ...core('wasm', 'evaluation')],
  },
];

/** Lines for what a module imports against a rule. */
export function brokenImports(modules) {
  return modules.flatMap(({ file, targets }) =>
    rules.filter((rule) => concerns(rule, file)).flatMap((rule) => {
      const bad = targets.filter((target) => (rule.only ? !target.includes('#') && !matches(rule.only, target) : matches(rule.never, target)));
      return [...new Set(bad)].map((target) => `${file}: ${rule.name} (it imports ${target})`);
    }),
  );
}

function concerns(rule, file) {
  return rule.in.some((folder) => file.startsWith(folder)) && !rule.notIn?.some((folder) => file.startsWith(folder));
}

function matches(patterns, target) {
  const isIn = (pattern) => target.startsWith(/[/:]$/.test(pattern) ? pattern : `${pattern}/`);
  return patterns.some((pattern) => target === pattern || isIn(pattern));
}
