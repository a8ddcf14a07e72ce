import type { RunRecipe } from '../../../shared/run-recipe.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { backboneToGoOn } from '../lifecycle/model-to-go-on.ts';

/**
 * A recipe as it may be used in this data folder: where the run that it went on from is here, with the very model (by sha256) that it went on from, it does so again. Else it
 * is as it came: a number alone is of one data folder.
 */
export async function recipeHere(studio: Studio, recipe: RunRecipe): Promise<RunRecipe> {
  const { wentOnFrom, backbone, spec } = recipe;
  if (wentOnFrom === null || !backbone?.sha256) return recipe;
  const here = await modelHere(studio, wentOnFrom);
  return here === backbone.sha256 ? { ...recipe, spec: { ...spec, from: String(wentOnFrom) }, wentOnFrom: null } : recipe;
}

/** sha256 of what would be gone on from; null where there is no such run, or nothing to go on from. */
async function modelHere(studio: Studio, run: number): Promise<string | null> {
  try {
    return (await backboneToGoOn(studio, String(run))).sha256;
  } catch (error) {
    if (error instanceof StudioError && ['not-found', 'bad-usage', 'bad-weights'].includes(error.code)) return null;
    throw error;
  }
}
