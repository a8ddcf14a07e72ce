import { realpathSync } from 'node:fs';
import type { IpcMain } from 'electron';
import type { ElectronChannels } from '../../shared/electron-door.ts';
import { isTrustedSender } from './ipc.ts';

const channel: ElectronChannels['dropped'] = 'graft:dropped';

/** What the person pointed at, in the system's window or by dropping it; only these two add to it. */
export interface PointedAt {
  readonly paths: ReadonlySet<string>;
  /** @returns the real path, links resolved, by which it may be opened; the same path where nothing is there (any more) */
  add(path: string): string;
}

export function createPointedAt(): PointedAt {
  const paths = new Set<string>();
  return {
    paths,
    add(path) {
      try {
        const real = realpathSync(path);
        paths.add(real);
        return real;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return path;
      }
    },
  };
}

/**
 * Hears from the preload where something dropped or chosen lies, and says by which path it may be opened. Answered at once, so that it is known before the page asks for it; the page itself
 * can only hand a `File` to the preload, which no script can make up with a path.
 */
export function hearDrops(ipcMain: Pick<IpcMain, 'on'>, { add }: Pick<PointedAt, 'add'>): void {
  ipcMain.on(channel, (event, path: unknown) => {
    event.returnValue = isTrustedSender(event.senderFrame) && typeof path === 'string' && path !== '' ? add(path) : '';
  });
}
