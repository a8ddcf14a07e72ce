import type { Command } from 'commander';
import type { Estimate } from '../../core/runs/lifecycle/estimate-run.ts';
import type { PlannedRun } from '../../core/runs/plan/plan-run.ts';
import type { TrainingDataset } from '../../core/datasets/scanning/dataset-for-training.ts';
import type { Studio } from '../../core/studio.ts';
import type { LayoutKind } from '../../shared/layout.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { Context } from '../terminal/context.ts';
import { noticeObject, noticeText } from '../words/notice-text.ts';
import { datasetToTrainOn } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { followRun } from './follow-run.ts';
import { layoutOption } from '../flags/layout-option.ts';
import { planText, settingsText } from '../words/plan-text.ts';
import { withReasonText } from '../words/reason-text.ts';
import { addSpecOptions, specFromOptions } from './run-spec-options.ts';

export function registerTrain(program: Command, context: Context): void {
  const train = program
    .command('train')
    .description('fine-tune a backbone, or train a network from nothing, on a data set; what is not said is chosen, with the reason told')
    .argument('<data set>', 'id, name or folder; an unknown folder is added');
  addSpecOptions(train)
    .addOption(layoutOption())
    .option('--dry-run', 'print the plan with minutes and memory from a short probe, and train nothing')
    .action(async (dataset: string, options: Record<string, unknown>) => {
      const asked = specFromOptions(options);
      const { backboneMeant } = await import('../../core/references/backbone-meant.ts');
      const spec = {
        ...asked,
        ...(asked.backbone !== undefined && { backbone: backboneMeant(asked.backbone) }),
        ...(asked.net !== undefined && { net: await netText(asked.net) }),
      };
      await context.withStudio(async (studio) => {
        const data = await datasetToTrainOn(context, studio.db, dataset, options['layout'] as LayoutKind | undefined);
        const { planWithBudget } = await import('../../core/runs/lifecycle/plan-with-budget.ts');
        const { planned, estimate } = await planWithBudget(studio, data, spec);
        if (options['dryRun'] === true) await answerPlan(context, studio, data, planned, estimate);
        else await trainAsPlanned(context, studio, data, planned, spec);
      });
    });
  examples(train, [
    'graft train ~/pictures/leaves',
    'graft train leaves --backbone resnet50.a1_in1k --freeze until:stage4 --epochs 10 --time-budget 20m',
    'graft train leaves --net cifar_resnet20 --epochs 50',
    'graft train leaves --config run.json --dry-run',
  ]);
}

/** A name as it is, a file as the spec in it: a run depends on no file that may change. */
async function netText(text: string): Promise<string> {
  const { findNet } = await import('../../core/nets/find-net.ts');
  const { namedNets } = await import('../../core/nets/named.ts');
  const { spec } = await findNet(text);
  return namedNets.has(text) ? text : JSON.stringify(spec);
}

async function answerPlan(
  context: Context,
  studio: Studio,
  data: TrainingDataset,
  planned: PlannedRun,
  known: Estimate | null,
): Promise<void> {
  const { estimateRun } = await import('../../core/runs/lifecycle/estimate-run.ts');
  const estimate = known ?? (await estimateRun(studio, data, planned));
  const { plan, reasons, notices, parts, cacheBytes, disk } = planned;
  const dataset = { id: data.dataset.id, version: data.version.number };
  const told = { reasons: reasons.map(withReasonText), notices: notices.map(noticeObject) };
  await context.answer({ dataset, plan, ...told, parts, cacheBytes, disk, estimate }, () => planText(planned, estimate));
}

async function trainAsPlanned(
  context: Context,
  studio: Studio,
  data: TrainingDataset,
  planned: PlannedRun,
  spec: RunSpec,
): Promise<void> {
  const { startRun } = await import('../../core/runs/lifecycle/train.ts');
  await context.print(settingsText(planned));
  for (const notice of planned.notices) context.remark(`Note: ${noticeText(notice)}`);
  await followRun(context, studio, (handlers) => startRun(studio, data, planned, spec, handlers));
}
