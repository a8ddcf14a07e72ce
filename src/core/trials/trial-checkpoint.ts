import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StudioError, toWireError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { copyFileAtomically } from '../files/write-file.ts';
import { loadProgress } from '../training/checkpoint.ts';
import { trialCheckpointSchema } from '../../shared/trial-bundle.ts';
import type { TrialCheckpoint } from '../../shared/trial-bundle.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import type { WireError } from '../../shared/errors.ts';
import { readTrialFile, trialFiles, writeTrialFile } from './trial-folder.ts';
import { needResultFile } from './verify-trial.ts';

/** What a run's folder holds that training goes on from. */
const resumable = /^(last|best-\d+)\.safetensors$/;
const lastName = 'last.safetensors';
const momentMs = 50;

/** What an attempt says of itself beside its files. */
type Attempt = Pick<TrialCheckpoint, 'trial' | 'attempt' | 'startedAtMs' | 'notices'>;

/**
 * Brings what a run's folder holds by now into the trial's folder, where another node finds it: files under names of this attempt and time, then
 * `checkpoint.json`, which names them. What the attempt had brought before goes.
 * @param count of this attempt's checkpoints before
 * @returns false where the training is writing the next one at this moment: for that moment there is none
 */
export async function bringCheckpoint(folder: string, runFolder: string, count: number, attempt: Attempt): Promise<boolean> {
  const own = `${trialFiles.checkpoints}/${attempt.attempt}-${count}`;
  const files: TrialCheckpoint['files'] = {};
  // The last one first: whatever is better by then is found again by the epochs that are trained again, with the same bits.
  const names = readdirSync(runFolder).filter((one) => resumable.test(one)).toSorted().toReversed();
  if (names[0] !== lastName) return false;
  mkdirSync(join(folder, own), { recursive: true });
  for (const name of names) {
    const target = join(folder, own, name);
    try {
      await copyFileAtomically(join(runFolder, name), target);
    } catch (error) {
      // Its own folder is there, so it is the file that has gone.
      if (((error as StudioError).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' && existsSync(join(folder, own))) return false;
      throw error;
    }
    files[`${own}/${name}`] = { sha256: await sha256OfFile(target), sizeBytes: (await stat(target)).size };
  }
  await writeTrialFile(folder, trialFiles.checkpoint, { ...attempt, files } satisfies TrialCheckpoint);
  if (count > 0) await rm(join(folder, trialFiles.checkpoints, `${attempt.attempt}-${count - 1}`), { recursive: true, force: true });
  return true;
}

/** Where an attempt goes on. */
export interface TakenUp {
  readonly startedAtMs: number;
  readonly notices: TrialCheckpoint['notices'];
  readonly epochs: readonly EpochReport[];
}

/**
 * Puts the last checkpoint of a trial into a run's folder, every byte of it compared.
 * @param name whose run it is
 * @returns null where there is none, or an error where it is damaged; the trial then begins anew
 */
export async function takeCheckpoint(folder: string, trial: string, runFolder: string, name: string): Promise<TakenUp | WireError | null> {
  try {
    const found = await readTrialFile(folder, trialFiles.checkpoint, trialCheckpointSchema);
    if (!found || found.trial !== trial) return null;
    mkdirSync(runFolder, { recursive: true });
    for (const [file, wanted] of Object.entries(found.files)) {
      const target = join(runFolder, file.split('/').at(-1)!);
      await copyFileAtomically(join(folder, file), target);
      await needResultFile(folder, file, wanted, target);
    }
    const { startedAtMs, notices } = found;
    return { startedAtMs, notices, epochs: (await loadProgress(runFolder, name))?.reports ?? [] };
  } catch (error) {
    // Another attempt that lives may have taken it away meanwhile.
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isGone && !(error instanceof StudioError && ['bad-result', 'bad-checkpoint', 'not-found'].includes(error.code))) throw error;
    await rm(runFolder, { recursive: true, force: true });
    return toWireError(error);
  }
}

/** Once a trial is done nobody goes on with it. */
export async function dropCheckpoints(folder: string): Promise<void> {
  await rm(join(folder, trialFiles.checkpoint), { force: true });
  await rm(join(folder, trialFiles.checkpoints), { recursive: true, force: true });
}

/** Brings checkpoints one at a time, again in a moment where there was none: while one is under way the others wait, and of those the newest alone is brought. */
export function createCarrier(bring: (count: number) => Promise<boolean>, onFailed: (error: unknown) => void) {
  let [count, isWanted, isClosed, isEnding] = [0, false, false, false];
  let working: Promise<void> | null = null;
  async function work(): Promise<void> {
    while (isWanted && !isClosed) {
      isWanted = false;
      try {
        if (await bring(count)) count++;
        else if (!isEnding) {
          isWanted = true;
          await delay(momentMs);
        }
      } catch (error) {
        // The training needs none of it.
        onFailed(error);
      }
    }
    working = null;
  }
  return {
    soon(): void {
      isWanted = true;
      working ??= work();
    },
    /** Waits for what is under way; with `last` what is there now is brought, too. */
    async end({ last }: { readonly last: boolean }): Promise<void> {
      // Nobody writes a next one any more.
      isEnding = true;
      if (last) this.soon();
      else isClosed = true;
      await working;
    },
  };
}
