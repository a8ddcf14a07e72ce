import type { BrowserWindow, Notification, PowerSaveBlocker } from 'electron';
import type { StudyListRow } from '../../core/studies/list-studies.ts';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { visible } from '../../shared/visible.ts';
import type { RunWatch } from './run-watch.ts';
import type { DesktopWords } from './words-en.ts';

/** Above 1: a bar that only moves (a full one where the system knows no such bar). */
const unknownProgress = 2;
const noProgress = -1;

/** What the dock or the taskbar shows: the run that is furthest, nothing when none trains. */
function progressOf({ running }: RunWatch): number {
  if (running.size === 0) return noProgress;
  const known = [...running.values()].map(({ fraction }) => fraction).filter((fraction) => fraction !== null);
  return known.length > 0 ? Math.max(...known) : unknownProgress;
}

export function showProgress(window: Pick<BrowserWindow, 'setProgressBar'> | null, watch: RunWatch): void {
  window?.setProgressBar(progressOf(watch));
}

/** Keeps the computer from falling asleep while it trains; the screen may go dark. */
export function keepAwake(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>): (watch: RunWatch) => void {
  let id: number | null = null;
  return ({ running }) => {
    if (running.size > 0) id ??= blocker.start('prevent-app-suspension');
    else if (id !== null) {
      blocker.stop(id);
      id = null;
    }
  };
}

/** The words of the notification. */
export function endOf(row: RunRow, words: DesktopWords['notification']): { title: string; body: string } {
  const name = row.name === null ? words.run(row.run) : visible(row.name);
  if (row.state === 'failed') return { title: words.failed(name), body: words.why(row.error?.message) };
  const { headline } = row;
  const chosenOn = headline?.split === 'val' ? words.onValidation : '';
  const body = headline ? `${words.right(headline.accuracy, headline.images)}${chosenOn}` : row.datasetName;
  return { title: words.done(name), body };
}

/** The same of a study. */
export function endOfStudy({ study, dataset, failed, total }: Pick<StudyListRow, 'dataset' | 'failed' | 'total'> & { study: { id: number } }, words: DesktopWords['notification']): { title: string; body: string } {
  return { title: words.studyDone(study.id), body: failed > 0 ? words.runsFailed(failed, total) : `${words.runs(total)}: ${dataset}` };
}

interface NotifyOptions {
  readonly isSupported: () => boolean;
  readonly create: (words: { title: string; body: string }) => Pick<Notification, 'on' | 'show'>;
  /** A window that the person looks at tells it itself. */
  readonly isLookedAt: () => boolean;
  readonly onClick: () => void;
  readonly words: () => DesktopWords['notification'];
  readonly log: (line: string) => void;
}

/**
 * Says that a run or a study has ended to a person who is elsewhere. One that the system does not show (since Electron 42 a Mac shows those of signed programs
 * alone) is logged; the window says it too.
 */
export function notifyOfEnd({ isSupported, create, isLookedAt, onClick, words, log }: NotifyOptions): (said: (words: DesktopWords['notification']) => { title: string; body: string }) => void {
  // Without a reference a notification may be collected, and its click with it.
  const shown = new Set<unknown>();
  return (said) => {
    if (isLookedAt() || !isSupported()) return;
    const notification = create(said(words()));
    shown.add(notification);
    notification.on('click', onClick);
    notification.on('close', () => shown.delete(notification));
    notification.on('failed', (_event, error) => {
      shown.delete(notification);
      log(`A notification was not shown: ${error}`);
    });
    notification.show();
  };
}
