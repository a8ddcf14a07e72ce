import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/errors.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Where the window's pages are built to. */
export const rendererFolder = at('out/renderer');
const script = at('scripts/build-window.mjs');

/**
 * Builds the window's pages where they are missing or older than their sources, which is said on stderr; where that fails the older
 * ones are shown, and that is said too.
 * @throws StudioError `internal` where there are none
 */
export async function ensureRenderer(remark: (line: string) => void, signal: AbortSignal): Promise<void> {
  // A packaged program has its pages and not the means to build them.
  if (!existsSync(script)) return;
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const code = await promise;
  // Ctrl-C reached the build too.
  if (code === 0 || signal.aborted) return;
  if (!existsSync(`${rendererFolder}/index.html`)) {
    throw new StudioError('internal', `The window could not be built (the build ended with ${code})`, {
      hint: 'Run "npm run setup", then this again.',
    });
  }
  remark('The window could not be built again: its last build is shown.');
}
