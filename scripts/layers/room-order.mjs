// The order of the rooms, as data, from the ground up: an arrow goes to the same line or one above it here, never further down.
// `a/b/` is that folder with all below it that has no line of its own, `a/b/*` only the files in it, `a/b.ts` that file.

const inFolder = (folder, ...rooms) => rooms.map((room) => `${folder}${room}`);
const core = (...rooms) => inFolder('src/core/', ...rooms);

export const roomOrder = [
  ...inFolder('src/shared/', '*', 'contract/', 'study-words/'),

  ...core('*', 'files/', 'data-folder.ts', 'engine-host/', 'engine/', 'events/', 'wasm/', 'images/', 'evaluation/', 'graph/'),
  // What a plan and a graph are made from, the two, and what is done with them.
  ...core('nets/geometry.ts', 'nets/named.ts', 'nets/plan/', 'nets/folding.ts', 'nets/layout.ts', 'nets/graph/', 'nets/*'),
  ...core('weights/header-json.ts', 'weights/safetensors-header.ts', 'weights/weights-handle.ts', 'weights/widen.ts', 'weights/name-fit.ts', 'weights/pytorch/', 'weights/*'),
  ...core('training/', 'exporting/', 'jobs/'),
  ...core('store/migrations/', 'store/*', 'recount-intervals.ts', 'run-remains.ts', 'open-studio.ts'),
  ...core('datasets/files/', 'datasets/known/', 'datasets/groups/', 'datasets/version/', 'datasets/labels/', 'datasets/scanning/', 'datasets/views/'),
  ...core('runs/executors/', 'runs/plan/', 'runs/results/', 'runs/lifecycle/', 'runs/use/'),
  ...core('trials/', 'ray/'),
  ...core('studies/presets/', 'studies/expand-study.ts', 'studies/find-twin.ts', 'studies/study-budget.ts', 'studies/plan-study.ts', 'studies/study-state.ts', 'studies/own-study.ts', 'studies/cluster/', 'studies/*'),
  ...core('doctor/', 'references/', 'studio.ts'),

  // What the window says, without what draws it: papers say it too.
  ...inFolder('src/renderer/', 'styles/', 'api/', 'format/', 'locales/', 'composables/', 'words/'),

  ...inFolder('src/main/', 'engine-port.ts', 'files/', 'terminal/', 'words/', 'papers/', 'flags/', 'api/', 'door/', 'serve/', 'commands/', 'electron/', '*'),

  'src/preload/',

  ...inFolder('src/renderer/', 'stores/', 'components/', 'window/', 'wall/', 'backbones/', 'runs/'),
  ...inFolder('src/renderer/', 'pages/', 'app/', 'testing/', '*'),
];
