import { realpathSync } from 'node:fs';
import type { IpcMain } from 'electron';
import type { ElectronChannels } from '../../shared/electron-door.ts';
import { isTrustedSender } from './ipc.ts';

const channel: ElectronChannels['dropped'] = 'graft:dropped';

/** What the person pointed at, in the system's window or by dropping it; only these two add to it. */
export interface PointedAt {
  readonly paths: ReadonlySet<string>;
  /** Real paths: links resolved. One that is not there (any more) is left to whoever opens it. */
  add(path: string): void;
}

export function createPointedAt(): PointedAt {
  const paths = new Set<string>();
  return {
    paths,
    add(path) {
      try {
        paths.add(realpathSync(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    },
  };
}

/**
 * Hears from the preload where something dropped lies. Answered at once, so that it is known before the page asks for it; the page itself
 * can only hand a `File` to the preload, which no script can make up with a path.
 */
export function hearDrops(ipcMain: Pick<IpcMain, 'on'>, { add }: Pick<PointedAt, 'add'>): void {
  ipcMain.on(channel, (event, path: unknown) => {
    if (isTrustedSender(event.senderFrame) && typeof path === 'string' && path !== '') add(path);
    event.returnValue = null;
  });
}
