import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { adaptText, forecastFigures } from '../words/forecast-text.ts';
import { examples } from './examples.ts';
import { picturesArgument } from './pictures-argument.ts';
import { runOrBestArgument, runsCalled } from './run-argument.ts';

export function registerAdapt(program: Command, context: Context): void {
  const adapt = program
    .command('adapt')
    .description('adapt a run to a camera: BatchNorm statistics from at least 32 pictures without labels; says what the forecast is before and after, and keeps a new run only where --keep says so')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best')
    .argument('<folder>', 'pictures of the camera, of all classes; no labels')
    .option('--keep', 'make a new run of it; the run itself stays as it is, and "graft runs delete" takes the new one away')
    .option('--name <name>', 'of the new run')
    .action((reference: string, folder: string, { keep = false, name }: { keep?: boolean; name?: string }) =>
      context.withStudio(async (studio) => {
        const { StudioError } = await import('../../core/errors.ts');
        if (name !== undefined && !keep) throw new StudioError('bad-usage', '--name is for the run that --keep makes', { field: 'name', hint: 'Give --keep too.' });
        const from = await runOrBestArgument(context, studio, reference);
        const { adaptRun } = await import('../../core/runs/use/adapt.ts');
        const files = await Array.fromAsync(picturesArgument(context, folder));
        const progress = context.progress('Adapting', 'pictures');
        try {
          const found = await context.stoppable((signal) => adaptRun(studio, from, files, { keep, name, signal, onProgress: progress.update }));
          progress.clear();
          for (const { file, reason } of found.skipped) context.remark(`${printable(file)}: ${printable(reason)}`);
          const { run, indexed, images, of, statistics, unchanged, before, after } = found;
          const told = { from, run, indexed, images, of, statistics, unchanged, before: forecastFigures(before), after: forecastFigures(after) };
          const called = await runsCalled(studio);
          await context.answer(told, () => adaptText(found, folder, called));
        } finally {
          progress.clear();
        }
      }),
    );
  examples(adapt, ['graft adapt 3 ~/pictures/new-camera', 'graft adapt leaves ~/pictures/new-camera --keep --name "new camera"']);
}
