/** What Electron's preload adds; a browser has none of it. */
export interface ElectronDoor {
  /** Where a dropped file or folder lies; empty for one that is on no disk. */
  pathForFile(file: File): string;
  /** Commands of the application menu, by the ids of src/shared/studio-commands.ts. Returns how to stop. */
  onCommand(listener: (id: string) => void): () => void;
}

declare global {
  interface Window {
    graft?: ElectronDoor;
  }
}

export const electronDoor: ElectronDoor | null = window.graft ?? null;
