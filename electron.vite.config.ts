// Electron's build: out/main (ESM: the program, its trainer, the threads that read pictures and weights), out/preload (CommonJS, which a
// sandboxed preload must be) and out/renderer, the same pages as the browser door's.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { sourceUrls } from './scripts/source-urls.ts';
import { rendererConfig } from './vite.renderer.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const main = {
  index: at('src/main/index.ts'),
  trainer: at('src/main/trainer.ts'),
  'image-worker': at('src/core/images/image-worker.ts'),
  'backup-worker': at('src/core/store/backup-worker.ts'),
  'predict-export-process': at('src/core/runs/use/predict-export-process.ts'),
  'decode-process': at('src/core/images/decode-process.ts'),
  'weights-worker': at('src/core/weights/weights-worker.ts'),
};

export default defineConfig({
  main: {
    plugins: [sourceUrls(at('.'), Object.keys(main))],
    build: {
      // The Node inside Electron 45; that of the tests is older.
      target: process.env.GRAFT_NODE_TARGET ?? 'node24',
      rolldownOptions: {
        input: main,
        // One flat folder: source-urls.ts counts on it.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
      // Read as a thousand small files they are half of what a start computes.
      externalizeDeps: { exclude: ['drizzle-orm', 'zod', '@orpc/server', '@orpc/contract', '@orpc/client', 'chokidar', 'client-zip'] },
      reportCompressedSize: false,
    },
  },
  preload: {
    build: {
      rolldownOptions: { input: at('src/preload/index.ts'), output: { format: 'cjs', entryFileNames: 'index.cjs' } },
      reportCompressedSize: false,
    },
  },
  renderer: {
    ...rendererConfig,
    // electron-vite makes addresses relative; a reload at /projects/leaves/data would then look for its scripts there.
    plugins: [...(rendererConfig.plugins ?? []), { name: 'absolute-base', enforce: 'post', config: () => ({ base: '/' }) }],
    // electron-vite takes one target and the page's own path, and would not minify; everything else is as in the browser.
    build: {
      ...rendererConfig.build,
      target: 'chrome128',
      minify: true,
      rolldownOptions: { ...rendererConfig.build?.rolldownOptions, input: at('src/renderer/index.html') },
    },
  },
});
