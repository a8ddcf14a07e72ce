import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { Answer } from '../../shared/trainer-protocol.ts';
import { createFeatureTable, featureText } from '../files/feature-table.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { counted } from '../terminal/units.ts';
import { bomOption, checkBom, type CsvOptions } from '../flags/csv-option.ts';
import { examples } from './examples.ts';
import { datasetRoots, keepDatasetFiles } from './keep-dataset-files.ts';
import { featuresArgument } from './run-argument.ts';
import { addPathOptions, readPaths, streamAnswers, type PathOptions } from './stream-answers.ts';

interface Options extends PathOptions, CsvOptions {
  out: string;
}

export function registerFeatures(program: Command, context: Context): void {
  const features = program
    .command('features')
    .description('pooled features of pictures, one row a file in the order given; a bad file gets a row of NaN and its reason')
    .argument('<backbone or run>', 'id of a backbone, or number or name of a run')
    .argument('<files...>', 'pictures, folders of pictures, or - for paths on stdin')
    .requiredOption('--out <file>', 'features.npy (float32 [files, dimensions], names beside it in features.names.csv) or features.csv')
    .addOption(bomOption());
  addPathOptions(features).action((reference: string, inputs: string[], options: Options) =>
    extractAll(context, reference, inputs, options),
  );
  examples(features, [
    'graft features resnet18.graft_starter ~/pictures --out features.npy',
    'graft features 3 a.jpg b.jpg --out features.csv',
  ]);
}

async function extractAll(context: Context, reference: string, inputs: string[], options: Options): Promise<void> {
  const { extractFeatures } = await import('../../core/runs/use/predict.ts');
  const table = await createFeatureTable(options.out, { inputs: readPaths(inputs), bom: checkBom(options, true) });
  const bad: { file: string; reason: string }[] = [];
  let dimensions = 0;
  const tell = async (answer: Answer): Promise<void> => {
    if (!('error' in answer)) return table.append(answer.file, answer.values);
    const reason = answer.error.message;
    bad.push({ file: answer.file, reason });
    await table.append(answer.file, new Float32Array(dimensions).fill(Number.NaN), reason);
    context.remark(`${printable(answer.file)}: ${printable(answer.error.message)}`);
  };
  try {
    await context.withStudio(async (studio) => {
      const { file, header } = featureText(options.out);
      await keepDatasetFiles(await datasetRoots(studio), file, 'out', header);
      const source = await featuresArgument(context, studio, reference);
      return streamAnswers(context, inputs, options, (files, count) =>
        extractFeatures(
          studio,
          source,
          files,
          (answer) => count(answer, () => tell(answer)),
          (size) => void (dimensions = size),
        ),
      );
    });
    if (table.rows === bad.length) throw nothingRead(bad.length);
    await table.commit();
  } finally {
    await table.discard();
  }
  const { rows, names } = table;
  const answer = { out: options.out, names, rows, images: rows - bad.length, dimensions, bad };
  const beside = names === null ? '' : `, names of the files to ${printable(names)}`;
  const nan = bad.length === 0 ? '' : `; ${counted(bad.length, 'row')} of NaN for what could not be read`;
  await context.answer(
    answer,
    () => `Wrote ${counted(rows, 'row')} of ${dimensions} features to ${printable(options.out)}${beside}${nan}`,
  );
}

const nothingRead = (bad: number): StudioError =>
  bad > 0
    ? new StudioError('bad-image', `None of ${counted(bad, 'file')} could be read`, { field: 'files' })
    : new StudioError('not-found', 'There is no picture to take features of', {
        field: 'files',
        hint: 'Name pictures or folders with pictures.',
      });
