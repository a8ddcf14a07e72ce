import { dropLaid, placeFiles, placeLastAhead } from '../files/laid-file.ts';
import type { LaidFile } from '../files/laid-file.ts';
import type { TensorMap, TensorStream } from '../tensor.ts';
import { runningMs } from '../running-ms.ts';
import { checkpointPace } from './checkpoint-pace.ts';
import { layBest, layCheckpoint } from './checkpoint.ts';
import type { TrainingProgress } from './checkpoint.ts';

/** What a run keeps of its epochs, written while it goes on. */
export interface EpochFiles {
  /** Weights of a phase's best epoch so far. They have their place with the next checkpoint, or by `placeBest`; a kill before leaves those that belong to the checkpoint before. @param weights asked for when they are written */
  best(phase: number, weights: () => TensorMap): void;
  placeBest(): Promise<void>;
  /** Whether a checkpoint is worth its time now ({@link checkpointPace}); the first one is. */
  isDue(): boolean;
  /**
   * A checkpoint has its place, after the best weights that were laid before it: a kill loses nothing of it from now on. The disk has those weights then, and takes the
   * checkpoint while the run goes on: one that a power cut damaged is told by its sha256, and the one before, which the disk has, takes its place.
   * @throws StudioError as `writeFileAtomically`, also where the disk did not take the checkpoint before
   */
  checkpoint(state: TensorMap | TensorStream, progress: TrainingProgress): Promise<void>;
  /** Waits until the disk has the last checkpoint too. */
  settled(): Promise<void>;
}

async function layAndTake(laying: Promise<LaidFile>): Promise<LaidFile> {
  const laid = await laying;
  void laid.taken?.();
  return laid;
}

/** @param run whose they are */
export function openEpochFiles(runFolder: string, run: string, nowMs: () => number = runningMs): EpochFiles {
  let best: { readonly phase: number; readonly weights: () => TensorMap } | null = null;
  let dueMs = nowMs();
  let settled = async (): Promise<void> => undefined;
  const takeBest = async (): Promise<LaidFile[]> => {
    const taken = best;
    best = null;
    return taken ? [await layAndTake(layBest(runFolder, taken.phase, taken.weights(), run))] : [];
  };
  /** It will be the one before. */
  const layNext = async (...what: Parameters<typeof layCheckpoint>): Promise<LaidFile> => {
    await settled();
    return layCheckpoint(...what);
  };
  return {
    best: (phase, weights) => void (best = { phase, weights }),
    placeBest: async () => placeFiles(await takeBest()),
    isDue: () => nowMs() >= dueMs,
    async checkpoint(state, progress) {
      const beganMs = nowMs();
      const [weights, last] = await Promise.allSettled([takeBest(), layNext(runFolder, state, progress, run)]);
      if (weights.status === 'rejected') {
        if (last.status === 'fulfilled') await dropLaid(last.value);
        throw weights.reason;
      }
      if (last.status === 'rejected') {
        // The best weights are there for whoever wants them, though no checkpoint could be written beside them.
        await placeFiles(weights.value);
        throw last.reason;
      }
      settled = await placeLastAhead([...weights.value, last.value]);
      const endedMs = nowMs();
      dueMs = endedMs + checkpointPace * (endedMs - beganMs);
    },
    settled: () => settled(),
  };
}
