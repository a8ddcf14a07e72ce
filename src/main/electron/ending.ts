import type { App } from 'electron';
import type { CloseAnswer } from './close-question.ts';
import { stackOf } from './end-loudly.ts';

interface Event {
  preventDefault(): void;
}

export interface Surroundings {
  readonly app: Pick<App, 'on' | 'quit'>;
  /** As `app.relaunch()`: begins again when this program has ended. */
  readonly beginAgain: () => void;
  readonly isMac: boolean;
  readonly isTraining: () => boolean;
  readonly ask: () => Promise<CloseAnswer>;
  /** Nothing is left on the screen, the program goes on. */
  readonly hideWindow: () => void;
  /** The page ends, before what answers it does. */
  readonly endWindow: () => void;
  /** Pauses the run with a checkpoint and closes the database. */
  readonly closeDesk: () => Promise<void>;
  readonly log: (line: string) => void;
}

export interface Ending {
  /** For the window's `close` event. */
  windowCloses(event: Event): void;
  /** Quits without a question, as for a signal of the system. */
  quitNow(): void;
  /** No run trains any more; ends a program that only stayed for its run. */
  trainingEnded(): void;
  /** The window is there again. */
  windowShown(): void;
  /** Somebody wants the window. False where the program is ending: then it begins again afterwards. */
  mayShow(): boolean;
}

/**
 * How the program ends. Closing the window ends it (not on a Mac), but a run that trains is asked about first; then the desk is
 * closed, which takes as long as a training step and a checkpoint, and only then may the program go.
 */
export function setUpEnding(surroundings: Surroundings): Ending {
  const { app, beginAgain, isMac, isTraining, ask, hideWindow, endWindow, closeDesk, log } = surroundings;
  let isAsking = false;
  let isClosing = false;
  let isClosed = false;
  let isInBackground = false;
  let isWantedAgain = false;

  /** False where the person decides against it. */
  async function mayEnd(): Promise<boolean> {
    if (!isTraining()) return true;
    if (isAsking) return false;
    isAsking = true;
    try {
      const answer = await ask();
      if (answer === 'background') {
        isInBackground = true;
        hideWindow();
        // It may have ended while the question stood.
        if (!isTraining()) leaveBackground();
      }
      return answer === 'stop';
    } finally {
      isAsking = false;
    }
  }

  function leaveBackground(): void {
    if (!isInBackground || isMac) return;
    isInBackground = false;
    void close();
  }

  async function close(): Promise<void> {
    if (isClosing) return;
    isClosing = true;
    endWindow();
    try {
      await closeDesk();
    } catch (error) {
      // Whatever failed to close, a program that can never be quit would be worse.
      log(stackOf(error));
    }
    isClosed = true;
    if (isWantedAgain) beginAgain();
    app.quit();
  }

  async function quit(): Promise<void> {
    if (await mayEnd()) await close();
  }

  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    if (!isClosing) void quit();
  });
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });

  return {
    windowCloses(event) {
      if (isClosed || (isMac && !isTraining())) return;
      event.preventDefault();
      if (!isClosing) void quit();
    },
    quitNow: () => void close(),
    trainingEnded: leaveBackground,
    windowShown() {
      isInBackground = false;
    },
    mayShow() {
      isWantedAgain ||= isClosing;
      return !isClosing;
    },
  };
}
