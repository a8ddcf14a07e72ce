// As electron.vite.config.ts, for the Node inside the Electron of the tests, which knows no `using`, and into a folder of its own.
import { fileURLToPath } from 'node:url';
import usual from '../../electron.vite.config.ts';

const out = (name: string) => fileURLToPath(new URL(`../../out/real-electron/out/${name}`, import.meta.url));
const { main, preload, renderer } = usual as unknown as Record<'main' | 'preload' | 'renderer', { build: object }>;

export default {
  main: { ...main, build: { ...main.build, target: 'node20', outDir: out('main') } },
  preload: { ...preload, build: { ...preload.build, outDir: out('preload') } },
  renderer: { ...renderer, build: { ...renderer.build, outDir: out('renderer') } },
};
