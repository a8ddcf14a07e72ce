import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { forecastFigures, forecastText } from '../words/forecast-text.ts';
import { examples } from './examples.ts';
import { picturesArgument } from './pictures-argument.ts';
import { runOrBestArgument } from './run-argument.ts';

export function registerForecast(program: Command, context: Context): void {
  const forecast = program
    .command('forecast')
    .description('how good a run is to be expected on pictures that nobody labelled (ATC), and how far they are from its own; no figure where none can be said')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best')
    .argument('<folder>', 'pictures without labels, like those it will see')
    .action((reference: string, folder: string) =>
      context.withStudio(async (studio) => {
        const run = await runOrBestArgument(context, studio, reference);
        const { forecastRun } = await import('../../core/runs/use/forecast.ts');
        const files = await Array.fromAsync(picturesArgument(context, folder));
        const progress = context.progress('Asking', 'pictures');
        const found = await context.stoppable((signal) => forecastRun(studio, run, files, { signal, onProgress: progress.update })).finally(() => progress.clear());
        for (const { file, reason } of found.skipped) context.remark(`${printable(file)}: ${printable(reason)}`);
        await context.answer(forecastFigures(found), () => forecastText(found));
      }),
    );
  examples(forecast, ['graft forecast 3 ~/pictures/new-camera', 'graft forecast leaves ~/pictures/new-camera --json']);
}
