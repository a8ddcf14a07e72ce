import type { App } from 'electron';

/**
 * One program for one person: a second start shows the window of the first and ends. False in the second one.
 * (Two would be safe, since the database has a lock for the trainer, but nobody means to start two.)
 */
export function claimSingleInstance(app: Pick<App, 'requestSingleInstanceLock' | 'on'>, showWindow: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', showWindow);
  return true;
}
