import type { Command } from 'commander';
import { usualFalseAlarmRate } from '../../shared/familiarity.ts';
import { addFalseAlarmOption, type FalseAlarmOptions } from '../flags/false-alarm-option.ts';
import type { Context } from '../terminal/context.ts';
import { counted } from '../terminal/units.ts';
import { familiarityReportText } from '../words/familiarity-text.ts';
import { examples } from './examples.ts';
import { picturesArgument } from './pictures-argument.ts';
import { runOrBestArgument, runsCalled } from './run-argument.ts';

interface Options extends FalseAlarmOptions {
  far?: string;
  again?: boolean;
}

export function registerFamiliarity(program: Command, context: Context): void {
  const command = program
    .command('familiarity')
    .description('how well a run tells what it never saw: each class left out of its index once, and other pictures; a run without an index gets one')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best')
    .option('--far <folder>', 'pictures of none of the classes, to be told from the known ones')
    .option('--again', 'make the index anew, from the pictures as they lie there');
  addFalseAlarmOption(command).action((reference: string, options: Options) => context.withStudio((studio) => tell(context, studio, reference, options)));
  examples(command, ['graft familiarity 3', 'graft familiarity leaves --far ~/pictures/no-leaves --json']);
}

async function tell(context: Context, studio: Parameters<Parameters<Context['withStudio']>[0]>[0], reference: string, { far, again = false, falseAlarm = usualFalseAlarmRate }: Options): Promise<void> {
  const run = await runOrBestArgument(context, studio, reference);
  const { familiarityOfRun } = await import('../../core/runs/use/familiarity.ts');
  const { holdClassesOut } = await import('../../core/runs/use/hold-classes-out.ts');
  const called = await runsCalled(studio);
  const progress = context.progress('Computing features', 'pictures');
  const { untilStopped } = await import('../../core/until-stopped.ts');
  const report = await context
    .stoppable(async (signal) => {
      const work = { signal, onProgress: progress.update };
      if (again || (await familiarityOfRun(studio, run, falseAlarm)) === null) {
        const { makeIndex } = await import('../../core/runs/use/make-index.ts');
        const { pictures, missing } = await makeIndex(studio, run, work);
        progress.clear();
        context.remark(`Run ${called(run)} has an index of ${counted(pictures, 'training picture')} now.`);
        if (missing > 0) context.remark(`Note: ${counted(missing, 'picture')} that it saw ${missing === 1 ? 'is' : 'are'} gone or changed, and left out.`);
      }
      const others = far === undefined ? null : untilStopped(picturesArgument(context, far, 'far'), signal, 'Stopped before all pictures were compared');
      return holdClassesOut(studio, run, { falseAlarm, far: others }, work);
    })
    .finally(() => progress.clear());
  await context.answer(report, () => familiarityReportText(report, called));
}
