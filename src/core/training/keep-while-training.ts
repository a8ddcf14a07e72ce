import { placeFiles } from '../files/laid-file.ts';
import type { LaidFile } from '../files/laid-file.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';

/** Has the disk take what an epoch left while the next one is trained. */
export interface Keeper {
  /** What is told while files are on their way to their places waits for them: nobody hears of anything that a kill could still undo. */
  emit(event: FromEngine): void;
  /** Gives them their places, then tells. One call at a time: `settled` comes before the next. */
  keep(files: readonly LaidFile[], tell: () => void): void;
  /** Waits until all have their places. @throws StudioError where they could not get them */
  settled(): Promise<void>;
}

export function createKeeper(emit: (event: FromEngine) => void): Keeper {
  let placing: Promise<void> | null = null;
  const held: FromEngine[] = [];
  return {
    emit(event) {
      if (placing) held.push(event);
      else emit(event);
    },
    keep(files, tell) {
      placing = placeFiles(files).then(() => {
        placing = null;
        tell();
        for (const event of held.splice(0)) emit(event);
      });
      // Heard by `settled`.
      placing.catch(() => undefined);
    },
    async settled() {
      await placing;
    },
  };
}
