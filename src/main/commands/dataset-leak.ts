import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { leakText } from '../words/groups-text.ts';
import { datasetToTrainOn } from './dataset-argument.ts';
import { lookAtAll } from './duplicates.ts';
import { evenUnkept, featuresUnkept, unkeptScan } from './even-unkept.ts';
import { examples } from './examples.ts';

export function registerLeak(datasets: Command, context: Context): void {
  const command = datasets
    .command('leak')
    .description('what accuracy is feigned by pictures that belong together: an exact head judged by folds of pictures and by folds of whole groups')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .option('--backbone <id>', 'pretrained network whose features are taken (default: the one used last)')
    .action((text: string, { backbone }: { backbone?: string }) =>
      context.withStudio(async (studio) => {
        const { leakPrice } = await import('../../core/runs/use/leak.ts');
        const { backboneMeant } = await import('../../core/references/backbone-meant.ts');
        const asked = backbone === undefined ? undefined : backboneMeant(backbone);
        const onFeaturesUnkept = featuresUnkept(context);
        const { result: price, notKept } = await evenUnkept(studio, async (one) => {
          const dataset = await datasetToTrainOn(context, one.db, text);
          if (dataset.version.groupSource === null) await lookAtAll(context, one.db, dataset.dataset.id);
          const progress = context.progress('Computing features', 'pictures');
          return context
            .stoppable((signal) => leakPrice(one, dataset, { backbone: asked }, { signal, onProgress: progress.update, onFeaturesUnkept }))
            .finally(() => progress.clear());
        });
        if (notKept !== null) context.remark(unkeptScan(notKept));
        await context.answer({ ungrouped: price.ungrouped, grouped: price.grouped }, () => leakText(price));
      }),
    );
  examples(command, ['graft datasets leak leaves', 'graft datasets leak leaves --backbone resnet50.a1_in1k --json']);
}
