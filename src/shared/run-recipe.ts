import { z } from 'zod';
import type { NewManifest } from './manifest.ts';
import { runSpecSchema } from './run-spec.ts';
import type { Start } from './run-spec.ts';

/** Of the element of a report that holds one as JSON. */
export const recipeElement = 'graft-run';

/**
 * How a run was made, as its report carries it out of the data folder: dropped on a window, or given to `train --like`, its settings come back.
 * What they were given for stands beside them, so that what cannot come back is said.
 */
export const runRecipeSchema = z.strictObject({
  recipeVersion: z.literal(1),
  /** Its number, which is of one data folder; null out of an export. */
  run: z.int().min(1).nullable(),
  spec: runSpecSchema,
  dataset: z.strictObject({ name: z.string(), version: z.int().min(1), fingerprint: z.string() }),
  /** In label order. */
  classes: z.array(z.string()).min(1),
  /** What it started from; null where its network started drawn. */
  backbone: z.strictObject({ id: z.string(), sha256: z.string().nullable() }).nullable(),
  /** The run whose model it went on from, which has that number in one data folder alone. */
  wentOnFrom: z.int().nullable(),
});
export type RunRecipe = z.infer<typeof runRecipeSchema>;

/** The recipe in what an export says of itself; null of those of before, which kept no settings. @param start null where it was not told */
export function recipeOfExport({ spec, classes, dataset: { name, version, fingerprint }, backbone, start }: Pick<NewManifest, 'spec' | 'classes' | 'dataset' | 'backbone'> & { start: Start | null }): RunRecipe | null {
  if (!spec) return null;
  return {
    recipeVersion: 1,
    run: null,
    spec,
    dataset: { name, version, fingerprint },
    classes,
    backbone: backbone && { id: backbone.id, sha256: backbone.sha256 },
    wentOnFrom: (start?.from === 'weights' && start.run) || null,
  };
}

/** What of a recipe cannot come back where it is used. */
export type RecipeNote =
  | { about: 'other-data'; was: string; here: string; sameClasses: boolean }
  | { about: 'went-on'; run: number }
  | { about: 'missing-backbone'; backbone: string }
  | { about: 'other-backbone'; backbone: string };
