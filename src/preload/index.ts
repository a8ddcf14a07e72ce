import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ElectronChannels, ElectronDoor } from '../shared/electron-door.ts';

const channels: ElectronChannels = { requestCamera: 'graft:request-camera', command: 'graft:command', dropped: 'graft:dropped', folder: 'graft:folder', language: 'graft:language' };

const door: ElectronDoor = {
  platform: process.platform,
  pathForFile(file) {
    return ipcRenderer.sendSync(channels.dropped, webUtils.getPathForFile(file)) as string;
  },
  requestCamera: () => ipcRenderer.invoke(channels.requestCamera),
  onCommand(listener) {
    const hear = (_event: unknown, id: unknown) => {
      if (typeof id === 'string') listener(id);
    };
    ipcRenderer.on(channels.command, hear);
    return () => void ipcRenderer.off(channels.command, hear);
  },
  onFolder(listener) {
    const ask = async () => {
      const folder: unknown = await ipcRenderer.invoke(channels.folder);
      if (typeof folder === 'string') listener(folder);
    };
    ipcRenderer.on(channels.folder, ask);
    void ask();
    return () => void ipcRenderer.off(channels.folder, ask);
  },
  speak: (language) => ipcRenderer.invoke(channels.language, language),
};

contextBridge.exposeInMainWorld('graft', door);
