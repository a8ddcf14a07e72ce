import type { App, RelaunchOptions } from 'electron';

/** For `app.relaunch`: an AppImage is begun by its own file, since what it unpacked itself into goes with it. */
export const relaunchOptions = ({ APPIMAGE }: NodeJS.ProcessEnv, args: string[]): RelaunchOptions =>
  APPIMAGE ? { execPath: APPIMAGE, args } : { args };

/**
 * One program for one person: a second start shows the window of the first, hands it the folder it was given, and ends. False in the second one.
 * (Two would be safe, since the database has a lock for the trainer, but nobody means to start two.)
 * @param folder what this start was given
 * @param startAgain hears of each later start and its folder
 */
export function claimSingleInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on'>,
  folder: string | null,
  startAgain: (folder: string | null) => void,
): boolean {
  if (!app.requestSingleInstanceLock({ folder })) return false;
  // Not its words: Chromium puts them into an order of its own.
  app.on('second-instance', (_event, _words, _directory, data) => {
    const given = (data as { folder?: unknown } | null)?.folder;
    startAgain(typeof given === 'string' ? given : null);
  });
  return true;
}
