import type { ElectronDoor } from '../../shared/electron-door.ts';

declare global {
  interface Window {
    graft?: ElectronDoor;
  }
}

/** What Electron's preload adds; null in a browser. */
export const electronDoor: ElectronDoor | null = window.graft ?? null;
