import { Option, type Command } from 'commander';
import type { FeatureWork } from '../../core/runs/use/picture-features.ts';
import { nextMethods, type NextMethod } from '../../shared/contract/next-calls.ts';
import { wholeNumber } from '../flags/option-values.ts';
import type { Context } from '../terminal/context.ts';
import { nextBenefitText, nextToLabelText } from '../words/next-text.ts';
import { knownDataset } from './dataset-argument.ts';
import { evenUnkept, featuresUnkept, unkeptScan } from './even-unkept.ts';
import { examples } from './examples.ts';

interface Options {
  count: number;
  by?: NextMethod;
  benefit?: boolean;
}

export function registerNext(labels: Command, context: Context): void {
  const command = labels
    .command('next')
    .description('pictures without a label that teach most, each with its reason, some drawn at random among them; labels nothing')
    .argument('<data set>', 'id, name or folder')
    .option('--count <n>', 'so many pictures', wholeNumber('count', 1, 200), 20)
    .addOption(new Option('--by <how>', 'typical of kinds with few labels, or uncertain to heads on the labels there are (default: typical until there are 50 labels a class)').choices(nextMethods))
    .option('--benefit', 'what choosing gained over drawing, from those that have a label by now')
    .action((name: string, { count, by, benefit = false }: Options) =>
      context.withStudio(async (studio) => {
        const { id } = await knownDataset(studio.db, name);
        const progress = context.progress('Computing features', 'pictures');
        const onFeaturesUnkept = featuresUnkept(context);
        const asked = <T>(work: (more: FeatureWork) => Promise<T>): Promise<T> =>
          context.stoppable((signal) => work({ signal, onProgress: progress.update, onFeaturesUnkept })).finally(() => progress.clear());
        if (benefit) {
          const { datasetForTraining } = await import('../../core/datasets/scanning/dataset-for-training.ts');
          const { nextBenefit } = await import('../../core/runs/use/next-benefit.ts');
          const { result: gained, notKept } = await evenUnkept(studio, async (one) => {
            const dataset = await datasetForTraining(one.db, id);
            return asked((work) => nextBenefit(one, dataset, work));
          });
          if (notKept !== null) context.remark(unkeptScan(notKept));
          return context.answer({ dataset: id, ...gained }, () => nextBenefitText(gained));
        }
        const { nextToLabel } = await import('../../core/runs/use/next-to-label.ts');
        let notKept: string | null = null;
        const found = await asked((work) => nextToLabel(studio, id, { count, method: by }, { ...work, onUnkept: (reason) => (notKept = reason) }));
        if (notKept !== null) context.remark(`Note: which were proposed is not kept, so --benefit will not know of them. ${notKept}`);
        await context.answer({ dataset: id, ...found }, () => nextToLabelText(found, id));
      }),
    );
  examples(command, ['graft labels next leaves', 'graft labels next leaves --by uncertain --count 50 --json', 'graft labels next leaves --benefit']);
}
