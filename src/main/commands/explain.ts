import type { Command } from 'commander';
import { fromWireError, StudioError } from '../../core/errors.ts';
import type { HeatMap } from '../../shared/contract/evaluation-calls.ts';
import { createOutputFile, type OutputFile } from '../../core/files/output-file.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { percent } from '../terminal/units.ts';
import { examples } from './examples.ts';
import { datasetRoots, keepDatasetFiles } from './keep-dataset-files.ts';
import { runArgument, runsCalled } from './run-argument.ts';

interface Options {
  class?: string;
  out?: string;
}

export function registerExplain(program: Command, context: Context): void {
  const explain = program
    .command('explain')
    .description('where in a picture a run sees a class: a class activation map, exact for a linear head, by gradient for another')
    .argument('<run>', 'number or name')
    .argument('<picture>', 'a file')
    .option('--class <name>', 'the class; default: the likeliest')
    .option('--out <file.png>', 'write the picture with the map over it')
    .action((reference: string, file: string, options: Options) => explainPicture(context, reference, file, options));
  examples(explain, ['graft explain 3 photo.jpg', 'graft explain 3 photo.jpg --class daisy --out why.png']);
}

/** One picture was asked about, so what is wrong with it is said of it by name. */
const naming = (file: string) => (error: unknown): never => {
  if (!(error instanceof StudioError) || error.code !== 'bad-image') throw error;
  throw new StudioError('bad-image', `${file}: ${error.message}`, { ...(error.values && { values: error.values }), field: 'picture', hint: 'Give the path of a picture.', cause: error });
};

async function explainPicture(context: Context, reference: string, file: string, options: Options): Promise<void> {
  const { out } = options;
  const output = out === undefined ? null : await openOverlay(out, file);
  const { createPredictors } = await import('../../core/runs/use/predictors.ts');
  try {
    await context.withStudio(async (studio) => {
      if (out !== undefined) await keepDatasetFiles(await datasetRoots(studio), out, 'out', null);
      const run = await runArgument(context, studio, reference);
      const predictors = createPredictors(studio);
      try {
        const map = await predictors.heatMap(run, file, options.class).catch(naming(file));
        const { classes, answers } = await predictors.classify(run, [file]);
        const [answer] = answers;
        if ('error' in answer!) throw fromWireError(answer.error);
        const probability = answer!.probabilities[classes.indexOf(map.className)]!;
        if (output) await writeOverlay(output, file, map);
        const called = await runsCalled(studio);
        await context.answer({ run, file, probability, ...map, out: out ?? null }, () =>
          [
            `Run ${called(run)} gives ${printable(map.className)} ${percent(probability)}. Where in ${printable(file)} (the fuller, the more evidence):`,
            ...shades(map),
            ...(map.method === 'gradient' ? ['By gradient: the head is not linear, so the places do not add up to what it says.'] : []),
            ...(out === undefined ? [] : [`Wrote ${printable(out)}`]),
          ].join('\n'),
        );
      } finally {
        await predictors.close();
      }
    });
  } finally {
    await output?.discard();
  }
}

/** @throws StudioError `bad-usage` */
async function openOverlay(out: string, picture: string): Promise<OutputFile> {
  if (!/\.png$/i.test(out)) {
    throw new StudioError('bad-usage', `--out ${out} does not end in .png`, { field: 'out', hint: 'The map is written as PNG.' });
  }
  return createOutputFile(out, { field: 'out', kind: 'png', inputs: [picture] });
}

async function writeOverlay(output: OutputFile, file: string, map: HeatMap): Promise<void> {
  const { heatOverlay } = await import('../../core/images/heat-overlay.ts');
  await output.append(await heatOverlay(file, map));
  await output.commit();
}

const darkness = [' ·', '░░', '▒▒', '▓▓', '██'] as const;

/** The map as lines of text, two characters a place. */
function shades({ rows, columns, values }: HeatMap): string[] {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  const shade = (value: number) => darkness[range > 0 ? Math.min(4, Math.floor(((value - least) / range) * 5)) : 0];
  return Array.from({ length: rows }, (_, row) => `  ${values.slice(row * columns, (row + 1) * columns).map(shade).join('')}`);
}
