import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ElectronChannels, ElectronDoor } from '../shared/electron-door.ts';

const channels: ElectronChannels = { requestCamera: 'graft:request-camera', command: 'graft:command' };

const door: ElectronDoor = {
  platform: process.platform,
  pathForFile: (file) => webUtils.getPathForFile(file),
  requestCamera: () => ipcRenderer.invoke(channels.requestCamera),
  onCommand(listener) {
    const hear = (_event: unknown, id: unknown) => {
      if (typeof id === 'string') listener(id);
    };
    ipcRenderer.on(channels.command, hear);
    return () => void ipcRenderer.off(channels.command, hear);
  },
};

contextBridge.exposeInMainWorld('graft', door);
