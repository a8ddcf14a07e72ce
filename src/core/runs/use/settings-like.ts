import type { RunRecipe } from '../../../shared/run-recipe.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';

/** What a run begins from; one of them that is asked for takes the place of all that a recipe says. */
const beginnings = ['backbone', 'from', 'net'] as const;

/** The settings of a recipe, and before them what is asked for beside it. Pure. */
export function settingsLike({ spec }: Pick<RunRecipe, 'spec'>, asked: RunSpec): RunSpec {
  const isBegunOtherwise = beginnings.some((key) => asked[key] !== undefined);
  const kept = isBegunOtherwise ? Object.fromEntries(Object.entries(spec).filter(([key]) => !(beginnings as readonly string[]).includes(key))) : spec;
  return { ...kept, ...asked };
}
