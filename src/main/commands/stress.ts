import type { Command } from 'commander';
import type { DisturbedWork } from '../../core/runs/use/disturbed-answers.ts';
import type { Studio } from '../../core/open-studio.ts';
import { wholeNumber } from '../flags/option-values.ts';
import type { Context } from '../terminal/context.ts';
import { shortcutText, stressText } from '../words/stress-text.ts';
import { examples } from './examples.ts';
import { runOrBestArgument, runsCalled } from './run-argument.ts';

interface Options {
  images?: number;
}
const runHelp = 'number or name; of a data set the pinned run, else the best';
const imagesHelp = ['--images <n>', 'validation pictures to ask about, of every class alike (default: 200)', wholeNumber('images', 1)] as const;

export function registerStress(program: Command, context: Context): void {
  const stress = program
    .command('stress')
    .description('how accuracy falls as validation pictures get worse: blur, dark, noise, JPEG, rotation, crop, colour, in four levels each; where each class breaks')
    .argument('<run>', runHelp)
    .option(...imagesHelp)
    .action((reference: string, options: Options) =>
      context.withStudio(async (studio) => {
        const { stressRun } = await import('../../core/runs/use/stress.ts');
        const card = await asking(context, studio, reference, options, stressRun);
        const called = await runsCalled(studio);
        await context.answer(card, () => stressText(card, called));
      }),
    );
  examples(stress, ['graft stress 3', 'graft stress leaves --images 500 --json']);
}

export function registerShortcut(program: Command, context: Context): void {
  const shortcut = program
    .command('shortcut')
    .description('whether a run needs the object: what it still tells with the place covered that spoke most, and from the border of the picture alone')
    .argument('<run>', runHelp)
    .option(...imagesHelp)
    .action((reference: string, options: Options) =>
      context.withStudio(async (studio) => {
        const { shortcutTest } = await import('../../core/runs/use/shortcut.ts');
        const test = await asking(context, studio, reference, options, shortcutTest);
        const called = await runsCalled(studio);
        await context.answer(test, () => shortcutText(test, called));
      }),
    );
  examples(shortcut, ['graft shortcut 3', 'graft shortcut leaves --json']);
}

async function asking<T>(context: Context, studio: Studio, reference: string, { images }: Options, ask: (studio: Studio, run: number, work: DisturbedWork) => Promise<T>): Promise<T> {
  const run = await runOrBestArgument(context, studio, reference);
  const progress = context.progress('Asking', 'pictures');
  try {
    return await context.stoppable((signal) => ask(studio, run, { images, signal, onProgress: progress.update }));
  } finally {
    progress.clear();
  }
}
