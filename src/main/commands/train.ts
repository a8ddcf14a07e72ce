import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { PlannedRun } from '../../core/runs/plan/plan-run.ts';
import type { TrainingDataset } from '../../core/datasets/scanning/dataset-for-training.ts';
import type { Studio } from '../../core/open-studio.ts';
import { backboneMeant } from '../../core/references/backbone-meant.ts';
import { isPath } from '../../core/references/spelling.ts';
import type { LayoutKind } from '../../shared/layout.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { Context } from '../terminal/context.ts';
import { noticeObject, noticeText } from '../words/notice-text.ts';
import { datasetToTrainOn } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { followRun } from './follow-run.ts';
import { netArgument } from './net-argument.ts';
import { layoutOption } from '../flags/layout-option.ts';
import { planText, settingsText } from '../words/plan-text.ts';
import { withReasonText } from '../words/reason-text.ts';
import { runsCalled } from './run-argument.ts';
import { addSpecOptions, specFromOptions } from './run-spec-options.ts';
import { recipeMeant, specLike } from './train-like.ts';
import { withEngineAhead } from './with-engine-ahead.ts';

export function registerTrain(program: Command, context: Context): void {
  const train = program
    .command('train')
    .description('fine-tune a backbone, or train a network from nothing, on a data set; what is not said is chosen, with the reason told')
    .argument('<data set>', 'id, name or folder; an unknown folder is added');
  addSpecOptions(train)
    .addOption(layoutOption())
    .option('--now', 'begin at once, or refuse where another run of this data folder would have to end first')
    .option('--like <what>', 'the settings of a run: its report, an export folder, or the run itself; what else is given goes before them')
    .option('--dry-run', 'print the plan with minutes and memory from a short probe, and train nothing')
    .action(async (dataset: string, options: Record<string, unknown>) => {
      const like = options['like'] as string | undefined;
      const asked = await wordsMeant(specFromOptions(options));
      // With the settings of a run it may be right.
      if (like === undefined) (await import('../../core/runs/plan/choose-net.ts')).refuseWords(asked);
      const work = async (studio: Studio): Promise<void> => {
        // A file that cannot be read is known before a folder is.
        const recipe = like === undefined ? null : await recipeMeant(studio, like);
        const meant = await runMeantIn(studio, asked);
        const data = await datasetToTrainOn(context, studio.db, dataset, options['layout'] as LayoutKind | undefined, () => getPlanningReady(studio, meant));
        const spec = recipe ? await specLike(context, studio, recipe, meant, data.dataset.id) : meant;
        if (options['dryRun'] === true) await answerPlan(context, studio, data, spec);
        else await trainInQueue(context, studio, data, spec, options['now'] === true);
      };
      const isNowhere = isPath(dataset) && !existsSync(dataset);
      // The engine, which a dry run measures with, loads while the database is opened and the folder scanned.
      await (isNowhere ? context.withStudio(work) : withEngineAhead('train', asked.threads, () => context.withStudio(work)));
    });
  examples(train, [
    'graft train ~/pictures/leaves',
    'graft train leaves --backbone resnet50.a1_in1k --freeze until:stage4 --epochs 10 --time-budget 20m',
    'graft train leaves --net cifar_resnet20 --epochs 50',
    'graft train leaves --config run.json --dry-run',
    'graft train leaves --freeze head --now',
    'graft train leaves --from 12',
    'graft train leaves --like report.html --epochs 20',
  ]);
}

/** What names in a spec mean: a backbone and a run by what people call them, a network by its file. */
export const specMeant = async (studio: Studio, asked: RunSpec): Promise<RunSpec> => runMeantIn(studio, await wordsMeant(asked));

/** The same but for the run, which is in a database. @throws StudioError `bad-usage`, `not-found` (field `net`) */
async function wordsMeant(asked: RunSpec): Promise<RunSpec> {
  return {
    ...asked,
    ...(asked.backbone !== undefined && { backbone: backboneMeant(asked.backbone) }),
    ...(asked.net !== undefined && { net: await netArgument(asked.net) }),
  };
}

const runMeantIn = async (studio: Studio, asked: RunSpec): Promise<RunSpec> => ({
  ...asked,
  ...(asked.from !== undefined && { from: await earlierRun(studio, asked.from) }),
});

/** The number of the run that training is to go on from, by number or name. */
async function earlierRun({ db }: Studio, text: string): Promise<string> {
  const { runMeant } = await import('../../core/references/run-meant.ts');
  return String(runMeant(db, text));
}

async function answerPlan(
  context: Context,
  studio: Studio,
  data: TrainingDataset,
  spec: RunSpec,
): Promise<void> {
  const { planWithBudget } = await import('../../core/runs/lifecycle/plan-with-budget.ts');
  const { planned, estimate: known } = await planWithBudget(studio, data, spec);
  const { estimateRun } = await import('../../core/runs/lifecycle/estimate-run.ts');
  const estimate = known ?? (await estimateRun(studio, data, planned));
  const { plan, reasons, notices, parts, cacheBytes, disk } = planned;
  const { networkTable } = await import('../../core/runs/plan/network-table.ts');
  const { countPictures } = await import('../../core/runs/plan/feature-bytes.ts');
  const { imageSize } = plan.preprocessing;
  const situation = { classes: data.classes.length, imageSize, pictures: countPictures(data.images), precision: plan.precision };
  const { cuts } = networkTable(plan.net, { ...situation, cacheBudgetBytes: plan.cacheSizeBytes, batchSize: plan.phases.at(-1)!.batchSize });
  const dataset = { id: data.dataset.id, version: data.version.number };
  const called = await runsCalled(studio);
  const told = { reasons: reasons.map(withReasonText), notices: notices.map((notice) => noticeObject(notice, called)) };
  await context.answer({ dataset, plan, ...told, parts, cuts, cacheBytes, disk, estimate }, () => planText(planned, estimate, cuts, called));
}

/** Loads what a run is planned and queued with, and takes the sha256 of its backbone. */
async function getPlanningReady(studio: Studio, spec: RunSpec): Promise<void> {
  const { backboneKnown } = await import('../../core/runs/lifecycle/plan-here.ts');
  await Promise.all([import('../../core/runs/lifecycle/plan-with-budget.ts'), import('../../core/runs/lifecycle/enqueue.ts'), import('../../core/runs/lifecycle/train-in-turn.ts')]);
  await backboneKnown(studio, spec);
}

async function trainInQueue(context: Context, studio: Studio, dataset: TrainingDataset, spec: RunSpec, now: boolean): Promise<void> {
  const { enqueue } = await import('../../core/runs/lifecycle/enqueue.ts');
  const { keepBeginning } = await import('../../core/runs/lifecycle/model-to-go-on.ts');
  const { planHere } = await import('../../core/runs/lifecycle/plan-here.ts');
  const { planWithBudget } = await import('../../core/runs/lifecycle/plan-with-budget.ts');
  const planned = now ? (await planWithBudget(studio, dataset, spec)).planned : await planHere(studio, dataset, spec);
  const called = await runsCalled(studio);
  const tell = (told: PlannedRun): void => {
    void context.print(settingsText(told));
    for (const notice of told.notices) context.remark(`Note: ${noticeText(notice, called)}`);
  };
  // Of a run that waits, what fits a time budget is known when its turn has come.
  if (now || spec.timeBudgetSeconds === undefined) tell(planned);
  await followRun(context, studio, async () => enqueue(studio, { dataset, planned: await keepBeginning(studio, planned), spec }, { now }).id, tell);
}
