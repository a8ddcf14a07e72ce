/** What Electron's preload adds to the window as `window.graft`; a browser has none of it. */
export interface ElectronDoor {
  /** `linux` or `darwin`, as Node names them. */
  readonly platform: string;
  /** Where a file or folder that was dropped or chosen lies, which may be opened from now on; empty for one that is on no disk. */
  pathForFile(file: File): string;
  /** To be called from the camera's button, before `getUserMedia`: only then is video allowed. False where the system refuses. */
  requestCamera(): Promise<boolean>;
  /** Commands of the application menu, by the ids of studio-commands.ts. Returns how to stop. */
  onCommand(listener: (id: string) => void): () => void;
  /** A folder that this or a later start of the program named, to be opened. Returns how to stop. */
  onFolder(listener: (folder: string) => void): () => void;
  /** Which language the page speaks: menu and windows of the system follow. */
  speak(language: 'en' | 'de'): Promise<void>;
}

/** The channels there are; everything else goes through app://studio (docs/decisions/0006). */
export interface ElectronChannels {
  requestCamera: 'graft:request-camera';
  command: 'graft:command';
  dropped: 'graft:dropped';
  /** Asked by the page when it comes; sent to it when there is something to ask for. */
  folder: 'graft:folder';
  language: 'graft:language';
}
