import { existsSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../errors.ts';
import { isExportFolder, readManifest } from '../exporting/export-folder.ts';
import { manifestFile } from '../exporting/manifest-file.ts';
import type { Database } from '../store/database.ts';
import { bestRunMeant, type BestMeant } from './best-run-meant.ts';
import { oneOf, type Meaning } from './one-of.ts';
import { runHint, runMeanings } from './run-meant.ts';
import { asPath, isOutrightNumber, numberIn } from './spelling.ts';

/** What predicts: the number of a run, the best run of a data set, or an absolute export folder. */
export type ModelMeant = number | BestMeant | { readonly exportFolder: string };

/**
 * What is meant by the number or name of a run, an export folder, or the model file or manifest in one; where none of them is, by a
 * data set.
 * @throws StudioError `not-found`, `bad-usage` where the word means several things, `bad-weights` where the manifest beside a model
 * file is damaged
 */
export async function modelMeant(db: Database, text: string, cwd = process.cwd()): Promise<ModelMeant> {
  const meanings: Meaning<ModelMeant>[] = runMeanings(db, text);
  const absolute = path.resolve(cwd, text);
  const exportFolder = await exportMeant(text, cwd);
  if (exportFolder !== null) {
    meanings.push({ thing: { exportFolder }, what: `the export folder ${exportFolder}`, say: asPath(text) });
  }
  const meant = oneOf(text, 'run', meanings);
  if (meant !== undefined) return meant;
  const best = numberIn(text) === null ? bestRunMeant(db, text, cwd) : null;
  if (best) return best;
  if (text === '' || !existsSync(absolute)) {
    throw new StudioError('not-found', `There is no run and no export folder "${text}"`, { field: 'run', hint: runHint(db, text) });
  }
  throw new StudioError('not-found', `There is no run "${text}", and ${absolute} is no export: ${manifestFile} is not there`, {
    field: 'run',
    hint: 'Give the number or name of a run, or a folder that "graft export" wrote.',
  });
}

/** The export folder that a word is as a path, or whose model or manifest it is; null where it is neither. Needs no database. */
export async function exportMeant(text: string, cwd = process.cwd()): Promise<string | null> {
  return text === '' || isOutrightNumber(text) ? null : exportFolderAround(path.resolve(cwd, text));
}

/** The export folder that a path is, or whose model or manifest it is; null where it is neither. */
async function exportFolderAround(absolute: string): Promise<string | null> {
  if (isExportFolder(absolute)) return absolute;
  const folder = path.dirname(absolute);
  if (!existsSync(absolute) || !isExportFolder(folder)) return null;
  const name = path.basename(absolute);
  return name === manifestFile || name === (await readManifest(folder)).model.file ? folder : null;
}
