import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { ifReachable } from '../files/if-there.ts';
import { trialDoneSchema } from '../../shared/trial-bundle.ts';
import type { TrialDone } from '../../shared/trial-bundle.ts';
import { readTrialFile, trialFiles } from './trial-folder.ts';

const refuse = (file: string, problem: string): StudioError =>
  new StudioError('bad-result', `${file} ${problem}`, {
    field: 'trial',
    values: { kind: 'trial-result-damaged', file },
    hint: 'Nothing of it was taken. Going on with the study runs the trial again.',
  });

/** One file of a result against what `done.json` says of it. @param at where its bytes lie, if not in the trial's folder @throws StudioError `bad-result` naming it */
export async function needResultFile(folder: string, name: string, { sha256, sizeBytes }: TrialDone['files'][string], at = join(folder, name)): Promise<void> {
  const file = join(folder, name);
  const stats = await ifReachable(lstat(at));
  if (!stats) throw refuse(file, 'is gone');
  // A link could lead anywhere on this computer, a pipe would keep us waiting.
  if (!stats.isFile()) throw refuse(file, 'is no file');
  if (stats.size !== sizeBytes) throw refuse(file, `is damaged: it has ${stats.size} bytes, not ${sizeBytes}`);
  const found = await sha256OfFile(at);
  if (found !== sha256) throw refuse(file, `is damaged: its sha256 is ${found}, not ${sha256}`);
}

/**
 * What `done.json` of a trial says, for the trial of this sha256; null where it is not done.
 * @throws StudioError `bad-result` where it is damaged or speaks of another trial
 */
export async function readDone(folder: string, trialSha256: string): Promise<TrialDone | null> {
  const done = await readTrialFile(folder, trialFiles.done, trialDoneSchema);
  if (done && done.trial !== trialSha256) throw refuse(join(folder, trialFiles.done), 'is of another trial');
  return done;
}

/** Whether a trial is done and its result whole. */
export async function isTrialDone(folder: string, trialSha256: string): Promise<boolean> {
  try {
    const done = await readDone(folder, trialSha256);
    for (const [name, wanted] of Object.entries(done?.files ?? {})) await needResultFile(folder, name, wanted);
    return done !== null;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-result') return false;
    throw error;
  }
}
