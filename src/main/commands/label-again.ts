import path from 'node:path';
import type { Command } from 'commander';
import type { Studio } from '../../core/open-studio.ts';
import { readBlindAnswers, unsureSign, writeBlindFolder } from '../files/blind-folder.ts';
import { wholeNumber } from '../flags/option-values.ts';
import type { Context } from '../terminal/context.ts';
import { blindFolderText, consistencyReportText, type TakenAnswers } from '../words/consistency-text.ts';
import { counted } from '../terminal/units.ts';
import { knownDataset } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { datasetRoots } from './keep-dataset-files.ts';

interface Options {
  out?: string;
  answers?: string;
  encoding?: string;
  count?: number;
}

const usualCount = 30;

export function registerAgain(labels: Command, context: Context): void {
  const command = labels
    .command('again')
    .description('how often you say the same of a picture when it comes again, its label hidden, and how right a model can be measured by such labels; changes no label')
    .argument('<data set>', 'id, name or folder')
    .option('--out <folder>', 'copy pictures there under names that tell nothing, with a table again.csv to fill in')
    .option('--count <n>', `so many of them (default: ${usualCount})`, wholeNumber('count', 1, 1000))
    .option('--answers <csv>', 'read the table that was filled in: a class, or ? where you are unsure; what is empty is left out')
    .option('--encoding <name>', 'where the table is neither UTF-8 nor UTF-16, such as windows-1252')
    .action((name: string, { out, answers, count, encoding }: Options) =>
      context.withStudio(async (studio) => {
        const { StudioError } = await import('../../core/errors.ts');
        if (out !== undefined && answers !== undefined) throw new StudioError('bad-usage', '--out begins and --answers ends: give one of them', { field: 'answers' });
        if (count !== undefined && out === undefined) throw new StudioError('bad-usage', '--count says how many pictures --out writes', { field: 'count' });
        if (encoding !== undefined && answers === undefined) throw new StudioError('bad-usage', '--encoding is that of the table that --answers reads', { field: 'encoding' });
        const { id } = await knownDataset(studio.db, name);
        if (out !== undefined) {
          const told = await writeOut(studio, id, out, count ?? usualCount);
          if (told.gone > 0) context.remark(`Note: ${counted(told.gone, 'picture')} that ${told.gone === 1 ? 'was' : 'were'} drawn ${told.gone === 1 ? 'is' : 'are'} gone or changed since the folder was read, and left out.`);
          const { datasetState } = await import('../../core/datasets/version/dataset-state.ts');
          const unsure = unsureSign(datasetState(studio.db, id).classes);
          return context.answer(told, () => blindFolderText(told, id, unsure));
        }
        const taken = answers === undefined ? null : await takeAnswers(studio, id, answers, encoding);
        const { consistencyReport } = await import('../../core/runs/use/judge-again.ts');
        const report = consistencyReport(studio.db, id);
        await context.answer({ dataset: id, ...taken, ...report }, () => consistencyReportText(report, id, taken));
      }),
    );
  examples(command, ['graft labels again leaves --out ~/blind', 'graft labels again leaves --answers ~/blind/again.csv', 'graft labels again leaves --json']);
}

async function writeOut(studio: Studio, id: string, out: string, count: number) {
  const { picturesAgain } = await import('../../core/runs/use/judge-again.ts');
  const { needDataset, needFolder } = await import('../../core/datasets/known/find-dataset.ts');
  const { locateImage } = await import('../../core/datasets/files/image-location.ts');
  const { db } = studio;
  const dataset = needDataset(db, id);
  needFolder(dataset);
  const { pictures, remembered } = picturesAgain(db, id, count);
  const drawn = pictures.map(({ image, sha256, seal }) => ({ file: locateImage(db, dataset, image.file.path), sha256, seal }));
  const { table, images } = await writeBlindFolder(out, await datasetRoots(studio), drawn);
  return { dataset: id, folder: path.dirname(table), table, images, gone: pictures.length - images, remembered };
}

/** @returns how many answers were taken, and how many left out because their pictures have gone or got another label since */
async function takeAnswers({ db }: Studio, id: string, file: string, encoding: string | undefined): Promise<TakenAnswers> {
  const { datasetState } = await import('../../core/datasets/version/dataset-state.ts');
  const { sayAgain } = await import('../../core/runs/use/judge-again.ts');
  const { inTransaction } = await import('../../core/store/database.ts');
  const said = await readBlindAnswers(file, datasetState(db, id).classes, encoding);
  const became = inTransaction(db, () => said.map((answer) => sayAgain(db, id, answer, answer.label)));
  const taken = became.filter((one) => one === 'taken').length;
  return { taken, leftOut: became.length - taken };
}
