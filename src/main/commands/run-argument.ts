import type { FeaturesMeant } from '../../core/references/features-meant.ts';
import type { BestMeant } from '../../core/references/best-run-meant.ts';
import type { Member } from '../../core/runs/use/predict-together.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { bestRunText } from '../words/best-run-text.ts';
import type { RunsCalled } from '../words/runs-called.ts';

/** Number of the run meant by a number or a name. */
export async function runArgument(context: Context, { db }: Studio, text: string): Promise<number> {
  const { runMeant } = await import('../../core/references/run-meant.ts');
  const run = runMeant(db, text);
  await sayNumberWon(context, db, text, run);
  return run;
}

/** Number of the run meant by a number or a name; by a data set its pinned run, else the best, which is said. */
export async function runOrBestArgument(context: Context, { db }: Studio, text: string): Promise<number> {
  const { runOrBestMeant } = await import('../../core/references/run-meant.ts');
  return said(context, db, text, runOrBestMeant(db, text));
}

/** The run, the pinned or best run of the data set, or the export folder meant. */
export async function modelArgument(context: Context, { db }: Studio, text: string): Promise<number | { exportFolder: string }> {
  const { modelMeant } = await import('../../core/references/model-meant.ts');
  const meant = await modelMeant(db, text);
  return typeof meant === 'object' && 'exportFolder' in meant ? meant : said(context, db, text, meant);
}

/** The runs or export folders that a word with plus signs between them means; the one of a word without. */
export async function membersArgument(context: Context, studio: Studio, text: string): Promise<Member[]> {
  const { memberWords } = await import('../../core/references/members-meant.ts');
  const members: Member[] = [];
  for (const word of memberWords(studio.db, text)) members.push(await modelArgument(context, studio, word));
  return members;
}

/** Numbers of the runs that a word with plus signs between them means; the one of a word without, of a data set its pinned or best run. */
export async function runsArgument(context: Context, studio: Studio, text: string): Promise<number[]> {
  const { memberWords } = await import('../../core/references/members-meant.ts');
  const runs: number[] = [];
  for (const word of memberWords(studio.db, text)) runs.push(await runOrBestArgument(context, studio, word));
  return runs;
}

async function said(context: Context, db: Studio['db'], text: string, meant: number | BestMeant): Promise<number> {
  if (typeof meant === 'object') {
    context.remark(`Note: of ${printable(meant.dataset.name)}, ${bestRunText(meant, await runsCalled({ db }))}, is taken.`);
    return meant.run;
  }
  await sayNumberWon(context, db, text, meant);
  return meant;
}

/** What sentences call a run, for who has its number: as a person named it, else by that alone. */
export async function runsCalled({ db }: Pick<Studio, 'db'>): Promise<RunsCalled> {
  const { calledRun, runCalled } = await import('../../core/store/run-called.ts');
  return (run) => runCalled(calledRun(db, run));
}

/** The run or the backbone meant. */
export async function featuresArgument(context: Context, { db, folder }: Studio, text: string): Promise<FeaturesMeant> {
  const { featuresMeant } = await import('../../core/references/features-meant.ts');
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
  if (others.length > 0) context.remark(`Note: run ${(await runsCalled({ db }))(run)} is meant; "${text}" is also what run ${others.join(', ')} is called.`);
}
