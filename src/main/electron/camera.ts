import type { IpcMain, SystemPreferences } from 'electron';
import { z } from 'zod';
import type { ElectronChannels } from '../../shared/electron-door.ts';
import { handleFromWindow } from './ipc.ts';
import type { CameraPermission } from './permissions.ts';

const channel: ElectronChannels['requestCamera'] = 'graft:request-camera';

/**
 * The page's camera button: answers whether video is allowed now.
 * @param system a Mac asks the person itself, once; null elsewhere
 */
export function answerCameraRequests(
  ipcMain: Pick<IpcMain, 'handle'>,
  permission: CameraPermission,
  system: Pick<SystemPreferences, 'askForMediaAccess'> | null,
): void {
  handleFromWindow(ipcMain, channel, z.tuple([]), async (_input, sender) => {
    if (system && !(await system.askForMediaAccess('camera'))) return false;
    permission.allow(sender);
    return true;
  });
}
