import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { Studio } from '../../core/open-studio.ts';
import { setsArePossible, usualSetLevel, type SetsPossible } from '../../shared/answer-sets.ts';
import { exportFormats, type ExportFormat } from '../../shared/export-format.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { counted, percent } from '../terminal/units.ts';
import { receiptText } from '../words/receipt-text.ts';
import { examples } from './examples.ts';
import { addFalseAlarmOption, type FalseAlarmOptions } from '../flags/false-alarm-option.ts';
import { addSetOptions, setWish, type SetOptions } from '../flags/set-options.ts';
import { choice } from '../flags/option-values.ts';
import { featuresArgument, runOrBestArgument, runsCalled } from './run-argument.ts';

interface Options extends SetOptions, FalseAlarmOptions {
  format?: ExportFormat;
  features?: boolean;
  out?: string;
  force?: boolean;
}

export function registerExport(program: Command, context: Context): void {
  const command = program
    .command('export')
    .description('write a finished run as a model for other programs, read back and compared with the run; or the feature maps of a run or a backbone')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best; with --features also the id of a backbone')
    .option(
      '--format <format>',
      'onnx, savedmodel (TensorFlow) or safetensors (timm)',
      choice('format', exportFormats),
    )
    .option('--features', 'instead of a format: what leaves each stage (C2 to C5) for detectors, as ONNX and safetensors')
    .option('--out <folder>', 'folder to make (default: exports/<run>-<format> in the data folder)')
    .option('--force', 'replace the export that is there; files it did not write stay');
  addFalseAlarmOption(addSetOptions(command)).action((reference: string, { format, features, out, force = false, ...asked }: Options) =>
      context.withStudio(async (studio) => {
        if (features) return writeFeatureMaps(context, studio, reference, { format, out, force });
        if (format === undefined) throw withoutFormat();
        const { exportRun } = await import('../../core/runs/use/export.ts');
        const run = await runOrBestArgument(context, studio, reference);
        const bar = context.progress('Compared', 'pictures');
        const { folder, kept, receipt, notListed } = await exportRun(studio, run, { format, out, force, sets: setWish(asked), falseAlarm: asked.falseAlarm }, (done, total) => bar.update(done, total)).finally(() => bar.clear());
        if (notListed) context.remark(`Note: the export is whole, and no list of exports will name it. ${notListed.message}`);
        const called = await runsCalled(studio);
        const { setsPossible } = await import('../../core/runs/use/answer-sets.ts');
        const possible = setsPossible(studio, run, usualSetLevel);
        const without = setWish(asked) === null && !setsArePossible(possible) ? possible : null;
        await context.answer({ folder, format, ...(kept.length > 0 && { kept }), receipt }, () =>
          [
            `Exported run ${called(run)} as ${format} to ${folder}`,
            receiptText(receipt),
            ...(without === null ? [] : [withoutSets(without)]),
            ...(kept.length === 0 ? [] : [`Changed since the earlier export, and kept: ${kept.map(printable).join(', ')}`]),
          ].join('\n'),
        );
      }),
    );
  examples(command, [
    'graft export 3 --format onnx',
    'graft export leaves --format onnx',
    'graft export resnet18.graft_starter --features --out ./backbone',
    'graft export 3 --format safetensors --out ./leaves-model --force',
  ]);
}

const withoutSets = ({ images, independentGroups: groups, needed }: SetsPossible): string => {
  const than = groups === null ? `at least ${counted(needed, 'validation picture')}; the run has ${images}` : `validation pictures of at least ${counted(needed, 'independent group')}; those of the run are of ${groups}`;
  return `Without answer sets: those of ${percent(usualSetLevel)} need ${than}.`;
};

const withoutFormat = (): StudioError =>
  new StudioError('bad-usage', 'Neither --format nor --features is given', { field: 'format', hint: `Give one of ${exportFormats.join(', ')}, or --features.` });

type FeatureOptions = Pick<Options, 'format' | 'out'> & { readonly force: boolean };

async function writeFeatureMaps(context: Context, studio: Studio, reference: string, { format, out, force }: FeatureOptions): Promise<void> {
  const surplus = format !== undefined ? '--format' : force ? '--force' : null;
  if (surplus) throw new StudioError('bad-usage', `${surplus} does not go with --features`, { field: 'features', hint: 'Feature maps are written as ONNX and safetensors, into a new folder.' });
  const { exportFeatureMaps } = await import('../../core/runs/use/export-features.ts');
  const source = await featuresArgument(context, studio, reference);
  const { folder, maps, maxRelativeDiff } = await exportFeatureMaps(studio, source, out);
  await context.answer({ folder, maps, receipt: { maxRelativeDiff } }, () =>
    [
      `Wrote the feature maps of ${printable(reference)} to ${folder}`,
      ...maps.map(({ name, stage, stride, channels }) => `  ${name}  after ${stage}, stride ${stride}, ${channels} channels`),
      `ONNX Runtime and the engine agree within ${maxRelativeDiff.toExponential(1)} of a map's root mean square.`,
    ].join('\n'),
  );
}
