import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { StudioError } from '../errors.ts';
import { ifReachable } from '../files/if-there.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { trialBundleSchema, trialImagesSchema } from '../../shared/trial-bundle.ts';
import type { TrialBundle, TrialImages } from '../../shared/trial-bundle.ts';

/** Names in a trial's folder. */
export const trialFiles = { bundle: 'trial.json', done: 'done.json', failed: 'failed.json', progress: 'progress.json', results: 'result', checkpoint: 'checkpoint.json', checkpoints: 'checkpoint' } as const;

export const sha256OfText = (text: string): string => createHash('sha256').update(text).digest('hex');

const badTrial = (file: string, problem: string, cause?: unknown): StudioError =>
  new StudioError('bad-result', `${file} ${problem}`, { field: 'trial', values: { kind: 'trial-file-damaged', file }, hint: 'Write the trial anew: graft study resume does.', cause });

/** A file of a trial; null where there is none, or one that is being written by another program. @throws StudioError `bad-result` where it is damaged */
export async function readTrialFile<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const file = join(folder, name);
  const text = await ifReachable(readFile(file, 'utf8'));
  return text === null ? null : parsedAs(schema, text, file);
}

function parsedAs<T>(schema: z.ZodType<T>, text: string, file: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw badTrial(file, 'is damaged: it is not what this program writes', cause);
  }
}

/** A trial with the sha256 of its file. @throws StudioError `not-found` | `bad-result` */
export async function readTrial(folder: string): Promise<{ bundle: TrialBundle; sha256: string }> {
  const file = join(folder, trialFiles.bundle);
  const text = await ifReachable(readFile(file, 'utf8'));
  if (text === null) throw new StudioError('not-found', `There is no trial in ${folder}`, {
    field: 'folder',
    values: { kind: 'no-trial-there', place: folder },
    hint: 'A trial is a folder with trial.json; graft study run … --executor ray writes them.',
  });
  return { bundle: parsedAs(trialBundleSchema, text, file), sha256: sha256OfText(text) };
}

/** Where the objects of a trial lie. */
export const storeOf = (folder: string, { store }: Pick<TrialBundle, 'store'>): string => resolve(folder, store);

/** The pictures of a trial. @throws StudioError `not-found` | `bad-result` where the list is not the one that was written */
export async function readImages(folder: string, bundle: TrialBundle): Promise<TrialImages> {
  const file = join(storeOf(folder, bundle), bundle.images.object);
  const text = await ifReachable(readFile(file, 'utf8'));
  if (text === null) throw new StudioError('not-found', `The list of pictures ${file} is not there`, {
    field: 'trial',
    values: { kind: 'no-trial-there', place: file },
    hint: 'Is the shared folder mounted here, at the same path?',
  });
  if (sha256OfText(text) !== bundle.images.sha256) throw badTrial(file, 'is damaged');
  return parsedAs(trialImagesSchema, text, file);
}

/** Readable by the cluster's user too, as the folder's umask says. */
export const writeTrialFile = (folder: string, name: string, content: unknown, { durable = true } = {}): Promise<void> =>
  writeFileAtomically(join(folder, name), (handle) => handle.writeFile(`${JSON.stringify(content)}\n`), { durable });
