import { join } from 'node:path';

/** What electron.vite.config.ts builds, below the program's folder or its archive. */
export interface BuiltFiles {
  readonly preload: string;
  readonly renderer: string;
  readonly trainer: string;
}

/**
 * @param appPath `app.getAppPath()`: the checkout, or `…/resources/app.asar`. The trainer runs outside of the archive, because
 * its threads and native libraries are read by the system and not by Electron.
 */
export function builtFiles(appPath: string): BuiltFiles {
  const onDisk = appPath.replace(/\.asar$/, '.asar.unpacked');
  return {
    preload: join(appPath, 'out', 'preload', 'index.cjs'),
    renderer: join(appPath, 'out', 'renderer'),
    trainer: join(onDisk, 'out', 'main', 'trainer.js'),
  };
}
