import type { BrowserWindowConstructorOptions } from 'electron';
import type { WindowBounds } from './window-state.ts';

const minimumSize = { minWidth: 960, minHeight: 640 } as const;

/** The only way a window of ours is made. Everything that isolates the page is said, though most of it is Electron's default. */
export function windowOptions(bounds: WindowBounds, preload: string, isDark: boolean): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    ...minimumSize,
    title: 'Graft Studio',
    // Shown when its first page is drawn, on the ground that this page will have (tokens.css).
    show: false,
    backgroundColor: isDark ? '#13171c' : '#f4f6f8',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    },
  };
}
