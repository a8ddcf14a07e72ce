import type { FeaturesMeant } from '../../core/references/backbone-meant.ts';
import type { ModelMeant } from '../../core/references/model-meant.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { Context } from '../terminal/context.ts';

/** Number of the run meant by a number or a name. */
export async function runArgument(context: Context, { db }: Studio, text: string): Promise<number> {
  const { runMeant } = await import('../../core/references/run-meant.ts');
  const run = runMeant(db, text);
  await sayNumberWon(context, db, text, run);
  return run;
}

/** The run or the export folder meant. */
export async function modelArgument(context: Context, { db }: Studio, text: string): Promise<ModelMeant> {
  const { modelMeant } = await import('../../core/references/model-meant.ts');
  const meant = await modelMeant(db, text);
  if (typeof meant === 'number') await sayNumberWon(context, db, text, meant);
  return meant;
}

/** The run or the backbone meant. */
export async function featuresArgument(context: Context, { db, folder }: Studio, text: string): Promise<FeaturesMeant> {
  const { featuresMeant } = await import('../../core/references/backbone-meant.ts');
  const meant = await featuresMeant(db, folder, text);
  if (typeof meant === 'number') await sayNumberWon(context, db, text, meant);
  return meant;
}

/** Older programs let runs be called by numbers of others. */
async function sayNumberWon(context: Context, db: Studio['db'], text: string, run: number): Promise<void> {
  const { runsNamed } = await import('../../core/references/run-meant.ts');
  const { numberIn } = await import('../../core/references/spelling.ts');
  if (numberIn(text) === null) return;
  const others = runsNamed(db, text).filter((id) => id !== run);
  if (others.length > 0) context.remark(`Note: run ${run} is meant; "${text}" is also what run ${others.join(', ')} is called.`);
}
