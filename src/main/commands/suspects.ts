import type { Command } from 'commander';
import { wholeNumber } from '../flags/option-values.ts';
import type { Context } from '../terminal/context.ts';
import { shownSuspects, suspectsText } from '../words/suspects-text.ts';
import { datasetToTrainOn } from './dataset-argument.ts';
import { evenUnkept, featuresUnkept, unkeptScan } from './even-unkept.ts';
import { examples } from './examples.ts';

export function registerSuspects(program: Command, context: Context): void {
  const command = program
    .command('suspects')
    .description('pictures whose label looks wrong, the clearest first: what heads that did not learn from a picture say of it; changes nothing')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .option('--limit <n>', `only the n clearest (${shownSuspects} are shown without --json)`, wholeNumber('limit', 1))
    .option('--backbone <id>', 'pretrained network whose features are taken (default: the one used last)')
    .action((text: string, { limit, backbone }: { limit?: number; backbone?: string }) =>
      context.withStudio(async (studio) => {
        const { labelErrors } = await import('../../core/runs/use/label-errors.ts');
        const { backboneMeant } = await import('../../core/references/backbone-meant.ts');
        const asked = {
          backbone: backbone === undefined ? undefined : backboneMeant(backbone),
          limit: limit ?? (context.json ? Number.MAX_SAFE_INTEGER : shownSuspects),
        };
        const onFeaturesUnkept = featuresUnkept(context);
        const { result, notKept } = await evenUnkept(studio, async (one) => {
          const dataset = await datasetToTrainOn(context, one.db, text);
          const progress = context.progress('Computing features', 'pictures');
          const found = await context
            .stoppable((signal) => labelErrors(one, dataset, asked, { signal, onProgress: progress.update, onFeaturesUnkept }))
            .finally(() => progress.clear());
          return { found, id: dataset.dataset.id };
        });
        const { found, id } = result;
        if (notKept !== null) context.remark(unkeptScan(notKept));
        for (const { image: _, neighbours, ...suspect } of found.suspects) {
          await context.event({ ...suspect, neighbours: neighbours.map(({ file, label }) => ({ file, label })) });
        }
        await context.print(suspectsText(found, id));
      }),
    );
  examples(command, ['graft suspects leaves', 'graft suspects leaves --limit 50 --json']);
}
