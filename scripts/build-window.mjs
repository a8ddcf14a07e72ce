// Builds the pages of the window into out/renderer, where that is missing or older than its sources. Run before every
// start of the window in a browser; where nothing is to be done it takes a twentieth of a second and says nothing.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

// Vite keeps another one, and a test runner's would build the slow and large Vue for developers.
process.env.NODE_ENV = 'production';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const out = join(checkout, 'out');
const built = join(out, 'renderer');
/** Holds when the build that lies in out/renderer began, in milliseconds. */
const stamp = join(out, 'renderer.stamp');
const sources = ['src/renderer', 'src/shared', 'vite.renderer.config.ts', 'scripts/checked-messages.ts', 'scripts/scripts-preloaded.ts', 'package-lock.json'];

/** Whether out/renderer is what the sources make. */
function isFresh() {
  if (!existsSync(stamp) || !existsSync(join(built, 'index.html'))) return false;
  return newestMs() < Number(readFileSync(stamp, 'utf8'));
}

/** Folders too, for files that were taken away. */
function newestMs() {
  let newest = 0;
  for (const source of sources) {
    const path = join(checkout, source);
    const below = statSync(path).isDirectory() ? readdirSync(path, { recursive: true }) : [];
    for (const name of ['', ...below])
      newest = Math.max(newest, statSync(join(path, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  }
  return newest;
}

/** Built beside and put in its place whole, so that a running program or another build never sees half of it. */
async function buildWindow() {
  const startedMs = Date.now();
  const { build } = await import('vite');
  const fresh = join(out, `renderer.${process.pid}`);
  const old = join(out, `renderer.${process.pid}.old`);
  mkdirSync(out, { recursive: true });
  try {
    await build({
      configFile: join(checkout, 'vite.renderer.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    });
    if (existsSync(built)) renameSync(built, old);
    renameSync(fresh, built);
    writeFileSync(`${stamp}.${process.pid}`, String(startedMs));
    renameSync(`${stamp}.${process.pid}`, stamp);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
  return (Date.now() - startedMs) / 1000;
}

await main();

async function main() {
  if (isFresh()) return;
  console.error('Building the window; this is done once after an update.');
  try {
    const seconds = await buildWindow();
    console.error(`The window was built in ${seconds.toFixed(1)} s.`);
  } catch (error) {
    console.error(stripVTControlCharacters(error.message));
    process.exitCode = 1;
  }
}
