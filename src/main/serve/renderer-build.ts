import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/errors.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Where the window's pages are built to. */
export const rendererFolder = at('out/renderer');
const script = at('scripts/build-window.mjs');

/**
 * Builds the window's pages where they are missing or older than their sources; where that fails the older ones are shown, and said.
 * @throws StudioError `internal` with what the build said, where there are none
 */
export async function ensureRenderer(remark: (line: string) => void): Promise<void> {
  // A packaged program has its pages and not the means to build them.
  if (!existsSync(script)) return;
  const { isFresh } = (await import(script)) as { isFresh(): boolean };
  if (isFresh()) return;
  remark('Building the window; this is done once after an update.');
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const code = await promise;
  if (code === 0) return;
  const sentence = `The window could not be built: ${said.trim() || `the build ended with ${code}`}`;
  if (existsSync(`${rendererFolder}/index.html`)) remark(`${sentence}\nIts last build is shown.`);
  else throw new StudioError('internal', sentence, { hint: 'Run "npm run setup", then this again.' });
}
