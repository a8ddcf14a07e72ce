import { existsSync } from 'node:fs';
import { StudioError } from '../../core/errors.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { RunRecipe } from '../../shared/run-recipe.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { Context } from '../terminal/context.ts';
import { recipeNoteText } from '../words/recipe-text.ts';

/** The settings that `--like` brings: of a report, an export or a run of this data folder. @throws StudioError as `readRecipe`, `runMeant` */
export async function recipeMeant(studio: Studio, text: string): Promise<RunRecipe> {
  const { recipeHere } = await import('../../core/runs/use/recipe-here.ts');
  return recipeHere(studio, existsSync(text) ? await (await import('../../core/runs/use/read-recipe.ts')).readRecipe(text) : await recipeOfRunMeant(studio, text));
}

async function recipeOfRunMeant({ db }: Studio, text: string): Promise<RunRecipe> {
  const { runMeant } = await import('../../core/references/run-meant.ts');
  const { recipeOfRun } = await import('../../core/runs/results/recipe-of-run.ts');
  const run = runMeant(db, text);
  const recipe = recipeOfRun(db, run);
  if (recipe) return recipe;
  const { calledRun, runCalled } = await import('../../core/store/run-called.ts');
  throw new StudioError('bad-usage', `Run ${runCalled(calledRun(db, run))} was never planned, or has settings that this version does not know`, { field: 'like', hint: 'Give another run.' });
}

/** `asked` before what the recipe says; what of that cannot come back here is remarked. */
export async function specLike(context: Context, studio: Studio, recipe: RunRecipe, asked: RunSpec, dataset: string): Promise<RunSpec> {
  const { notesOnRecipe } = await import('../../core/runs/use/notes-on-recipe.ts');
  const { settingsLike } = await import('../../core/runs/use/settings-like.ts');
  const spec = settingsLike(recipe, asked);
  for (const note of await notesOnRecipe(studio, { ...recipe, spec }, dataset)) context.remark(`Note: ${recipeNoteText(note)}.`);
  return spec;
}
