import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { StoredWindow } from './window-state.ts';

type Window = Pick<
  BrowserWindow,
  | 'on'
  | 'once'
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'destroy'
  | 'focus'
  | 'restore'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFocused'
  | 'isVisible'
  | 'maximize'
> & {
  getNormalBounds(): Rectangle;
  readonly webContents: Pick<BrowserWindow['webContents'], 'send' | 'on' | 'reload'>;
};

interface Settings<W extends Window> {
  readonly create: (options: BrowserWindowConstructorOptions) => W;
  readonly options: (stored: StoredWindow | null) => BrowserWindowConstructorOptions;
  readonly url: string;
  readonly readState: () => StoredWindow | null;
  readonly writeState: (state: StoredWindow) => void;
  readonly onClose: (event: { preventDefault(): void }) => void;
  readonly onShow: () => void;
  readonly log: (line: string) => void;
}

export interface StudioWindow<W> {
  /** Null while there is none. */
  readonly current: W | null;
  /** Opens it, or brings it to the front. */
  show(): void;
  hide(): void;
  /** Ends its page, which then asks for nothing any more. */
  end(): void;
  /** To the page's command table. */
  command(id: string): void;
  /** Tells the page that there is a folder to ask for (`given-folder.ts`). */
  openGiven(): void;
}

/** A page that died is loaded anew, but not over and over. */
const reloadPauseMs = 10_000;

/** The one window: remembered place, shown when drawn, made again after it was closed or ended. */
export function studioWindow<W extends Window>(settings: Settings<W>): StudioWindow<W> {
  let current: W | null = null;

  function open(): void {
    const stored = settings.readState();
    const window = settings.create(settings.options(stored));
    current = window;
    window.once('ready-to-show', () => {
      // Not before: it shows the window as well.
      if (stored?.isMaximized) window.maximize();
      window.show();
    });
    window.on('close', (event) => {
      remember(window);
      settings.onClose(event);
    });
    window.on('closed', () => (current = null));
    revive(window, settings.log);
    // A page that cannot be loaded is told by the protocol's answer; a rejection here has no more to say.
    window.loadURL(settings.url).catch((error: Error) => settings.log(`${settings.url} was not loaded: ${error.message}`));
  }

  function remember(window: W): void {
    const { x, y, width, height } = window.getNormalBounds();
    try {
      settings.writeState({ x, y, width, height, isMaximized: window.isMaximized() });
    } catch (error) {
      // A full or read-only disk costs the window its place, and nothing else.
      settings.log(`The window's place is not remembered: ${(error as Error).message}`);
    }
  }

  return {
    get current() {
      return current;
    },
    show() {
      settings.onShow();
      if (!current) return open();
      if (current.isMinimized()) current.restore();
      current.show();
      current.focus();
    },
    hide: () => current?.hide(),
    end() {
      if (!current) return;
      remember(current);
      current.destroy();
    },
    command: (id) => current?.webContents.send('graft:command', id),
    openGiven: () => current?.webContents.send('graft:folder'),
  };
}

function revive(window: Window, log: (line: string) => void): void {
  let lastMs = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log(`The window's page ended: ${reason}`);
    const nowMs = performance.now();
    if (nowMs - lastMs < reloadPauseMs) return;
    lastMs = nowMs;
    window.webContents.reload();
  });
}
