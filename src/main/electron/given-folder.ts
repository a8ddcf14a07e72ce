import { resolve } from 'node:path';
import type { IpcMain } from 'electron';
import { z } from 'zod';
import type { ElectronChannels } from '../../shared/electron-door.ts';
import { handleFromWindow } from './ipc.ts';

const channel: ElectronChannels['folder'] = 'graft:folder';

/**
 * The folder that a command line names: the first word that is neither an option nor the program's own folder, as `electron .` has it.
 * @param words without the program's name; @param directory where a relative one begins
 */
export function folderArgument(words: readonly string[], programFolder: string, directory: string): string | null {
  const named = words.filter((word) => word !== '' && !word.startsWith('-')).map((word) => resolve(directory, word));
  return named.find((folder) => folder !== resolve(programFolder)) ?? null;
}

/** The words of a command line for another start, which names `next` and no longer what this one named. */
export function wordsToBeginAgain(words: readonly string[], named: string | null, next: string | null, directory: string): string[] {
  const others = words.filter((word) => word === '' || word.startsWith('-') || resolve(directory, word) !== named);
  return next === null ? others : [...others, next];
}

export interface GivenFolder {
  give(folder: string): void;
  /** What no page has taken yet. */
  waiting(): string | null;
}

/** Keeps what a start of the program named until the page asks for it, which it does when it comes and whenever it is told. */
export function answerGivenFolder(ipcMain: Pick<IpcMain, 'handle'>, add: (folder: string) => string): GivenFolder {
  let waiting: string | null = null;
  handleFromWindow(ipcMain, channel, z.tuple([]), () => {
    const folder = waiting;
    waiting = null;
    return folder;
  });
  return {
    give: (folder) => void (waiting = add(folder)),
    waiting: () => waiting,
  };
}
