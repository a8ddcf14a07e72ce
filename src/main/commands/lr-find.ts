import type { Command } from 'commander';
import { noticeText } from '../words/notice-text.ts';
import { rateText } from '../words/rate-text.ts';
import type { Context } from '../terminal/context.ts';
import { datasetToTrainOn } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { runsCalled } from './run-argument.ts';
import { addSpecOptions, specFromOptions } from './run-spec-options.ts';
import { specMeant } from './train.ts';

export function registerLrFind(program: Command, context: Context): void {
  const find = program
    .command('lr-find')
    .description('which learning rate suits a run: 100 steps at ever higher rates, as that run would take them; no run is made, nothing of it is kept')
    .argument('<data set>', 'id, name or folder; an unknown folder is added');
  addSpecOptions(find).action((text: string, options: Record<string, unknown>) =>
    context.withStudio(async (studio) => {
      const spec = await specMeant(studio, specFromOptions(options));
      const { planHere } = await import('../../core/runs/lifecycle/plan-here.ts');
      const { findRate } = await import('../../core/runs/use/find-rate.ts');
      const dataset = await datasetToTrainOn(context, studio.db, text);
      const planned = await planHere(studio, dataset, spec);
      const called = await runsCalled(studio);
      const progress = context.progress('Trying learning rates', 'steps');
      try {
        const found = await context.stoppable((signal) =>
          findRate(studio, dataset, planned, (event) => {
            if (event.type === 'notice') context.remark(`Note: ${noticeText(event.notice, called)}`);
            if (event.type === 'progress' && event.activity === 'training') progress.update(event.done, event.total);
          }, signal),
        );
        const { suggestion, curve } = found;
        await context.answer({ suggestion, curve }, () => rateText(found));
      } finally {
        progress.clear();
      }
    }),
  );
  examples(find, ['graft lr-find leaves', 'graft lr-find leaves --freeze until:stage4 --batch-size 32', 'graft lr-find leaves --backbone resnet50.a1_in1k --json']);
}
