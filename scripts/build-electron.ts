// npm run build: the window as an Electron program, into out/, and a look at what came out. Needs no Electron binary.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..');

/** Builds out/main, out/preload and out/renderer. @throws Error with what is wrong with them */
export function buildElectron(environment: Record<string, string> = {}): void {
  const bundler = join(checkout, 'node_modules/electron-vite/bin/electron-vite.js');
  const { status } = spawnSync(process.execPath, [bundler, 'build', '--logLevel', 'warn'], {
    cwd: checkout,
    env: { ...process.env, ...environment, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`electron-vite ended with ${status}`);
  const problems = problemsOf((folder) =>
    readdirSync(join(checkout, 'out', folder)).map((name) => ({ name, text: textOf(join(checkout, 'out', folder, name)) })),
  );
  const page = readFileSync(join(checkout, 'out/renderer/index.html'), 'utf8');
  if (!/href="\/assets\/shared-/.test(page))
    problems.push('out/renderer/index.html announces no shared file: the pages came in as many files as they have parts (vite.renderer.config.ts)');
  if (/(src|href)="\.\//.test(page))
    problems.push('out/renderer/index.html has relative addresses: a reload on a deeper page would fail');
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

const textOf = (file: string): string => (/\.(js|cjs)$/.test(file) ? readFileSync(file, 'utf8') : '');

interface Built {
  readonly name: string;
  readonly text: string;
}

/** Native, or of few files; the others are bundled (`externalizeDeps`). */
const loadedAsTheyAre = ['electron', 'better-sqlite3', 'sharp', 'protobufjs'];

/** What the bundler put beside each other: files of `main` that are loaded with `name`. */
function loadedWith(main: readonly Built[], name: string): Built[] {
  const loaded = new Map<string, Built>();
  const load = (wanted: string): void => {
    const file = main.find((one) => one.name === wanted);
    if (!file || loaded.has(wanted)) return;
    loaded.set(wanted, file);
    for (const [, next] of file.text.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) load(next!);
  };
  load(name);
  return [...loaded.values()];
}

/** What must hold of the build: the trainer and its threads know no Electron and Electron no decoder, the sandboxed preload is CommonJS and small. */
export function problemsOf(filesIn: (folder: 'main' | 'preload') => readonly Built[]): string[] {
  const problems: string[] = [];
  const main = filesIn('main');
  for (const name of ['index.js', 'trainer.js', 'image-worker.js', 'decode-process.js', 'weights-worker.js']) {
    if (!main.some((file) => file.name === name)) problems.push(`out/main/${name} is missing`);
  }
  for (const { name, text } of main) {
    if (name !== 'index.js' && /(from|require\(|import\()\s*["']electron["']/.test(text))
      problems.push(`out/main/${name} loads Electron`);
  }
  for (const { name, text } of loadedWith(main, 'index.js')) {
    if (/(from|import)\s*["']sharp["']/.test(text)) problems.push(`out/main/${name} loads sharp into Electron`);
    const packages = [...text.matchAll(/^(?:import|export)\b[^"';]*?["']([a-z@][^"']*)["']/gm)].map((match) => match[1]!);
    const inPieces = packages.filter((one) => !one.startsWith('node:') && !loadedAsTheyAre.includes(one.split('/')[0]!));
    if (inPieces.length > 0) problems.push(`out/main/${name} loads ${inPieces.join(', ')} file by file when the program starts`);
  }
  const preload = filesIn('preload');
  if (preload.length !== 1 || preload[0]!.name !== 'index.cjs') problems.push('out/preload is not index.cjs alone');
  for (const { name, text } of preload) {
    const packages = [...text.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1]);
    if (packages.some((name) => name !== 'electron')) problems.push(`out/preload/${name} loads ${packages.join(', ')}`);
    if (text.length > 10_000) problems.push(`out/preload/${name} has ${text.length} bytes: a schema came along`);
  }
  return problems;
}

if (process.argv[1] === import.meta.filename) {
  buildElectron();
  console.log('Built: out/main, out/preload, out/renderer.');
}
