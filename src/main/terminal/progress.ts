import { SingleBar } from 'cli-progress';
import { counted, grouped } from './units.ts';

export interface Progress {
  /** Shows that `done` of `total` are done; `detail` stands behind. Cheap enough to be called for every file. */
  update(done: number, total: number, detail?: string): void;
  /** Takes the bar off the screen; the next `update` brings it back. */
  clear(): void;
}

/** Without a terminal a line is written this often at most, so that a log shows life and stays short. */
const lineIntervalMs = 15_000;

/** A bar on a terminal, else a line on stderr now and then, while nothing else is told. `unit` is the plural of what is counted, such as "files", or "%" of a whole. */
export function createProgress(label: string, unit: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  // A dumb terminal cannot move its cursor.
  return stream.isTTY && process.env.TERM !== 'dumb' ? bar(label, unit, stream) : lines(label, unit, stream);
}

/** For `--json`: nothing at all. */
export const noProgress: Progress = { update: () => undefined, clear: () => undefined };

function bar(label: string, unit: string, stream: NodeJS.WriteStream): Progress {
  let shown: SingleBar | undefined;
  // A program that ends at once, by a second Ctrl-C or a fault, would leave a terminal without a cursor.
  const showCursor = (): void => void stream.write('\u001b[?25h\n');
  return {
    update(done, total, detail = '') {
      if (!shown) {
        shown = new SingleBar({
          format: `${label} {bar} ${unit === '%' ? '{value} %' : `{value}/{total} ${unit}`} {detail}`,
          stream,
          clearOnComplete: true,
          hideCursor: true,
          barsize: 24,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          fps: 8,
          gracefulExit: false,
        });
        shown.start(total, done, { detail });
        process.once('exit', showCursor);
      }
      shown.setTotal(total);
      shown.update(done, { detail });
    },
    clear() {
      shown?.stop();
      shown = undefined;
      process.off('exit', showCursor);
    },
  };
}

function lines(label: string, unit: string, stream: NodeJS.WriteStream): Progress {
  let lastMs = Date.now();
  return {
    update(done, total, detail = '') {
      if (Date.now() - lastMs < lineIntervalMs) return;
      lastMs = Date.now();
      const part = unit === '%' ? `${done} %` : `${grouped(done)} of ${counted(total, unit, unit)}`;
      stream.write(`${label}: ${part}${detail === '' ? '' : `, ${detail}`}\n`);
    },
    // What is told instead shows life as well.
    clear() {
      lastMs = Date.now();
    },
  };
}
