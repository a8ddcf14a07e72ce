import type { IpcMain } from 'electron';
import { z } from 'zod';
import type { ElectronChannels } from '../../shared/electron-door.ts';
import { handleFromWindow } from './ipc.ts';
import { german } from './words-de.ts';
import { english } from './words-en.ts';
import type { DesktopWords } from './words-en.ts';

const channel: ElectronChannels['language'] = 'graft:language';
const spoken = { en: english, de: german } as const satisfies Record<string, DesktopWords>;
const languageSchema = z.enum(['en', 'de']);
type Language = z.infer<typeof languageSchema>;

export interface DesktopLanguage {
  readonly words: DesktopWords;
}

/**
 * The words of the main process: of the system's language until the page says which one it speaks, and then of that.
 * @param systemLocale `app.getLocale()`, which is empty until the program is ready
 */
export function desktopLanguage(ipcMain: Pick<IpcMain, 'handle'>, systemLocale: () => string, onChange: () => void): DesktopLanguage {
  let said: Language | null = null;
  const current = (): Language => said ?? languageSchema.safeParse(systemLocale().slice(0, 2)).data ?? 'en';
  handleFromWindow(ipcMain, channel, z.tuple([languageSchema]), ([language]) => {
    const before = current();
    said = language;
    if (language !== before) onChange();
  });
  return {
    get words() {
      return spoken[current()];
    },
  };
}
