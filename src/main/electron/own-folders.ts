import { join } from 'node:path';
import type { App } from 'electron';
import { ensureFolder } from '../../core/data-folder.ts';

/**
 * A packaged program keeps everything in its data folder, the browser's own files and measurements too, and uses the engine that came with
 * it: removed, it leaves that folder alone. Call it before anything asks for one of them. (A checkout shares its cache with others, and
 * tests name the browser's folder.)
 */
export function keepToDataFolder(app: Pick<App, 'isPackaged' | 'setPath'>, root: string, environment = process.env): void {
  if (!app.isPackaged) return;
  app.setPath('userData', join(ensureFolder(root), 'window'));
  environment.GRAFT_CACHE ??= join(root, 'cache');
}
