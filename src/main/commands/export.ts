import type { Command } from 'commander';
import { exportFormats, type ExportFormat } from '../../shared/export-format.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { counted, percent } from '../terminal/units.ts';
import { examples } from './examples.ts';
import { choice } from '../flags/option-values.ts';
import { runOrBestArgument } from './run-argument.ts';

interface Options {
  format: ExportFormat;
  out?: string;
  force?: boolean;
}

export function registerExport(program: Command, context: Context): void {
  const command = program
    .command('export')
    .description('write a finished run as a model for other programs, read back and compared with the run')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best')
    .requiredOption(
      '--format <format>',
      'onnx, savedmodel (TensorFlow) or safetensors (timm)',
      choice('format', exportFormats),
    )
    .option('--out <folder>', 'folder to make (default: exports/<run>-<format> in the data folder)')
    .option('--force', 'replace the export that is there; files it did not write stay')
    .action((reference: string, { format, out, force = false }: Options) =>
      context.withStudio(async (studio) => {
        const { exportRun } = await import('../../core/runs/use/export.ts');
        const run = await runOrBestArgument(context, studio, reference);
        const bar = context.progress('Compared', 'images');
        const { folder, kept, receipt } = await exportRun(studio, run, { format, out, force }, (done, total) => bar.update(done, total)).finally(() => bar.clear());
        await context.answer({ folder, format, ...(kept.length > 0 && { kept }), receipt }, () =>
          [
            `Exported run ${run} as ${format} to ${folder}`,
            `Read back and compared on ${counted(receipt.images, 'validation image')}: largest difference of a probability ` +
              `${receipt.maxAbsDiff.toExponential(1)}, the same class on ${percent(receipt.top1Agreement)}.`,
            ...(kept.length === 0 ? [] : [`Changed since the earlier export, and kept: ${kept.map(printable).join(', ')}`]),
          ].join('\n'),
        );
      }),
    );
  examples(command, [
    'graft export 3 --format onnx',
    'graft export leaves --format onnx',
    'graft export 3 --format safetensors --out ./leaves-model --force',
  ]);
}
