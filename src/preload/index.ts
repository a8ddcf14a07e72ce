import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ElectronChannels, ElectronDoor } from '../shared/electron-door.ts';

const channels: ElectronChannels = { requestCamera: 'graft:request-camera', command: 'graft:command', dropped: 'graft:dropped' };

const door: ElectronDoor = {
  platform: process.platform,
  pathForFile(file) {
    const path = webUtils.getPathForFile(file);
    ipcRenderer.sendSync(channels.dropped, path);
    return path;
  },
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
