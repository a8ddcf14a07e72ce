import type { Command } from 'commander';
import { partOf, wholeNumber } from '../flags/option-values.ts';
import type { Context } from '../terminal/context.ts';
import { suggestionsText } from '../words/label-text.ts';
import { knownDataset } from './dataset-argument.ts';
import { featuresUnkept } from './even-unkept.ts';
import { examples } from './examples.ts';

interface SuggestOptions {
  k: number;
  minShare: number;
  apply?: boolean;
}

export function registerSuggest(labels: Command, context: Context): void {
  const command = labels
    .command('suggest')
    .description('what pictures without a class are like, and which may have a wrong one, by those most like them; changes nothing without --apply')
    .argument('<data set>', 'id, name or folder')
    .option('--k <n>', 'neighbours that are asked', wholeNumber('k', 1, 50), 5)
    .option('--min-share <part>', 'part of them that must agree', partOf('min-share'), 0.8)
    .option('--apply', 'give pictures without a class the one suggested')
    .action((name: string, { k, minShare, apply = false }: SuggestOptions) =>
      context.withStudio(async (studio) => {
        const { suggestLabels } = await import('../../core/runs/use/suggest-labels.ts');
        const { setLabel } = await import('../../core/datasets/labels/labels.ts');
        const { id } = await knownDataset(studio.db, name);
        const progress = context.progress('Comparing pictures', 'pictures');
        const found = await context
          .stoppable((signal) => suggestLabels(studio, id, { k, minShare }, { signal, onProgress: progress.update, onFeaturesUnkept: featuresUnkept(context) }))
          .finally(() => progress.clear());
        let applied = 0;
        for (const { label, pictures } of apply ? found.classes : []) {
          applied += setLabel(studio.db, id, pictures.map(({ image }) => image), label).changed;
        }
        await context.answer(apply ? { ...found, applied } : found, () => suggestionsText(found, apply ? applied : null));
      }),
    );
  examples(command, ['graft labels suggest leaves', 'graft labels suggest leaves --min-share 1 --apply']);
}
