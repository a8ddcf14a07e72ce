import type { RecipeNote, RunRecipe } from '../../../shared/run-recipe.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { classNames, currentVersion, getDataset } from '../../store/datasets.ts';
import { backboneReference } from '../../weights/backbones.ts';

/** What of a recipe cannot come back here, on this data set. @throws StudioError `not-found` (no such data set) */
export async function notesOnRecipe({ db, folder }: Studio, { dataset, classes, backbone, wentOnFrom, spec }: RunRecipe, datasetId: string): Promise<RecipeNote[]> {
  const here = getDataset(db, datasetId);
  const version = currentVersion(db, datasetId);
  const known = version ? classNames(db, version.id) : [];
  const isSame = version?.fingerprint === dataset.fingerprint;
  const areClassesSame = known.length === classes.length && known.every((name, at) => name === classes[at]);
  return [
    ...(isSame ? [] : [{ about: 'other-data' as const, was: dataset.name, here: here.name, sameClasses: areClassesSame }]),
    ...(wentOnFrom === null ? [] : [{ about: 'went-on' as const, run: wentOnFrom }]),
    ...(backbone && spec.backbone !== undefined ? await notesOnBackbone(folder, backbone) : []),
  ];
}

async function notesOnBackbone(folder: Studio['folder'], { id, sha256 }: NonNullable<RunRecipe['backbone']>): Promise<RecipeNote[]> {
  try {
    const found = await backboneReference(folder, id);
    return sha256 === null || sha256 === found.sha256 ? [] : [{ about: 'other-backbone', backbone: id }];
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'not-found') throw error;
    return [{ about: 'missing-backbone', backbone: id }];
  }
}
