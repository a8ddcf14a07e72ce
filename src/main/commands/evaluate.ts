import type { Command } from 'commander';
import type { Studio } from '../../core/open-studio.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { withOpened } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { runOrBestArgument } from './run-argument.ts';
import { calibrationText } from '../words/calibration-text.ts';
import { metricsText } from '../words/run-text.ts';
import { verdictText } from '../words/verdict-text.ts';

const splitNames: Readonly<Record<string, string>> = { val: 'validation', test: 'test', all: 'labelled' };

export function registerEvaluate(program: Command, context: Context): void {
  const evaluate = program
    .command('evaluate')
    .description('how good a run is: accuracy with its interval, each class, the confusion matrix, whether it is as sure as it is right, and what would help most')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best')
    .argument('[folder]', "other labelled images (folder or data set) with the same classes; default: the run's own")
    .action((reference: string, folder: string | undefined) =>
      context.withStudio(async (studio) => {
        const { evaluateRun } = await import('../../core/runs/use/evaluate.ts');
        const { thisComputer } = await import('../../core/runs/lifecycle/computer-here.ts');
        const { verdictOfRun } = await import('../../core/runs/results/verdict-of-run.ts');
        const run = await runOrBestArgument(context, studio, reference);
        const { result, notKept } = await evenUnkept(studio, async (one) => {
          if (folder === undefined) return evaluateRun(one, run);
          return withOpened(context, one.db, folder, (dataset) => evaluateRun(one, run, dataset));
        });
        const { metrics, calibration, split, images, chosenOnTheseImages, trainedOn, skipped } = result;
        // Of its own pictures: what would help a run is about what it learned from.
        const verdict = folder === undefined ? await verdictOfRun(studio, run, thisComputer()) : null;
        const reason = notKept ?? result.notKept;
        if (reason !== null) context.remark(`Note: this evaluation is not kept. ${reason}`);
        for (const { file, reason } of skipped) context.remark(`${printable(file)}: ${printable(reason)}`);
        if (trainedOn > 0) {
          context.remark(`Note: the run was trained on ${trainedOn} of these ${images} images, so the figures flatter it.`);
        }
        await context.answer({ run, split, images, chosenOnTheseImages, trainedOn, metrics, calibration, verdict, skipped }, () =>
          [metricsText(metrics, splitNames[split] ?? split, chosenOnTheseImages), '', calibrationText(calibration), ...(verdict ? ['', verdictText(verdict)] : [])].join('\n'),
        );
      }),
    );
  examples(evaluate, ['graft evaluate 3', 'graft evaluate leaves', 'graft evaluate 3 ~/pictures/leaves-from-another-camera']);
}

/** On a full or read-only disk the work is done over a copy in memory; `notKept` says why. */
async function evenUnkept<T>(studio: Studio, work: (studio: Studio) => Promise<T>): Promise<{ result: T; notKept: string | null }> {
  const { mayPass, isLocked } = await import('../../core/store/sqlite-errors.ts');
  try {
    return { result: await work(studio), notKept: null };
  } catch (error) {
    if (!mayPass(error) || isLocked(error)) throw error;
    const { closeDatabase, openScratch } = await import('../../core/store/database.ts');
    const db = openScratch(studio.db, error);
    try {
      return { result: await work({ ...studio, db }), notKept: error.message };
    } finally {
      closeDatabase(db);
    }
  }
}
