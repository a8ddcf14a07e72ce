import path from 'node:path';
import type { Command } from 'commander';
import { paperLanguages, type PaperLanguage } from '../../shared/paper-language.ts';
import { choice } from '../flags/option-values.ts';
import type { Context } from '../terminal/context.ts';
import { bytes, counted } from '../terminal/units.ts';
import { examples } from './examples.ts';
import { datasetRoots, keepDatasetFiles } from './keep-dataset-files.ts';
import { runOrBestArgument, runsCalled } from './run-argument.ts';

interface Options {
  out?: string;
  force?: boolean;
  language: PaperLanguage;
}

export function registerReport(program: Command, context: Context): void {
  const report = program
    .command('report')
    .description('write what is known of a finished run as one page that needs nothing else: how good, how sure, what it confuses, how it was made, and the settings that come back with it')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best')
    .option('--out <file>', 'report.html (default: exports/<run>-report.html in the data folder)')
    .option('--force', 'replace the file that is there')
    .option('--language <language>', 'of the page: en or de', choice('language', paperLanguages), 'en')
    .action((reference: string, { out: asked, force = false, language }: Options) =>
      context.withStudio(async (studio) => {
        const run = await runOrBestArgument(context, studio, reference);
        const { ensureFolder } = await import('../../core/data-folder.ts');
        const out = asked ?? path.join(ensureFolder(studio.folder.exports), `${run}-report.html`);
        if (asked !== undefined) await keepDatasetFiles(await datasetRoots(studio), asked, 'out', null);
        const called = await runsCalled(studio);
        const { createThumbnails } = await import('../../core/images/thumbnails.ts');
        const { thisComputer } = await import('../../core/runs/lifecycle/computer-here.ts');
        const { writeReport } = await import('../papers/write-report.ts');
        const thumbnails = createThumbnails({ folder: studio.folder.thumbnails });
        const written = await writeReport(studio, run, out, { language, computer: thisComputer(), thumbnails, replaces: force }).finally(() => thumbnails.close());
        await context.answer({ run, ...written }, () =>
          [
            `Wrote the report of run ${called(run)} to ${out} (${bytes(written.sizeBytes)}, ${counted(written.pictures.shown, 'picture')}).`,
            ...written.leftOut.map(({ section, reason, command }) => `Without ${section}: ${reason}${command === null ? '' : ` Made by: ${command}`}`),
          ].join('\n'),
        );
      }),
    );
  examples(report, ['graft report 3', 'graft report leaves --out leaves.html --language de']);
}
