import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { choice, wholeNumber } from '../flags/option-values.ts';
import { studyLines } from '../files/study-table.ts';
import { paperLanguages } from '../../shared/paper-language.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import { studyPage } from '../words/study-page.ts';
import { datasetRoots, keepDatasetFiles } from './keep-dataset-files.ts';
import { examples } from './examples.ts';
import { runsCalled } from './run-argument.ts';

const number = wholeNumber('study', 1);

/** What of a study goes into files. */
export function registerStudyFiles(study: Command, context: Context): void {
  const page = study
    .command('report')
    .description('write a study as one page that needs nothing else: chart, table, claims, every trial')
    .argument('<study>', 'its number', number)
    .requiredOption('--out <file>', 'study.html')
    .option('--language <language>', 'of the page: en or de', choice('language', paperLanguages), 'en')
    .action((id: number, { out, language }: { out: string; language: PaperLanguage }) =>
      writeOut(context, id, out, 'html', async (report, studio) => {
        const { epochsOfStudy } = await import('../../core/studies/study-epochs.ts');
        const { pageWords } = await import('../papers/page-words.ts');
        return studyPage(report, epochsOfStudy(studio, report), pageWords(language, studio));
      }),
    );
  examples(page, ['graft study report 1 --out study.html', 'graft study report 1 --out studie.html --language de']);

  const table = study
    .command('export')
    .description('every trial of a study as a table (CSV), or all of it as JSON')
    .argument('<study>', 'its number', number)
    .requiredOption('--out <file>', 'study.csv, or study.json: its spec, which graft study run takes, with the results beside it')
    .action((id: number, { out }: { out: string }) =>
      writeOut(context, id, out, 'text', async (report, studio) => {
        if (!out.endsWith('.json')) return studyLines(report).join('');
        const { finishedStudy } = await import('./study-json.ts');
        return `${JSON.stringify({ spec: report.study.spec, ...finishedStudy(report, await runsCalled(studio)), trials: report.trials.map(({ trial, state, result }) => ({ ...trial, state, result })) }, null, 2)}\n`;
      }),
    );
  examples(table, ['graft study export 1 --out study.csv']);
}

type Studio = import('../../core/open-studio.ts').Studio;
type Report = import('../../core/studies/study-report.ts').StudyReport;

const writeOut = (context: Context, id: number, out: string, kind: 'html' | 'text', textOf: (report: Report, studio: Studio) => Promise<string>): Promise<void> =>
  context.withStudio(async (studio) => {
    const { studyReport } = await import('../../core/studies/study-report.ts');
    const { createOutputFile } = await import('../../core/files/output-file.ts');
    await keepDatasetFiles(await datasetRoots(studio), out, 'out', null);
    const { checkTargetFile } = await import('../../core/files/target.ts');
    await checkTargetFile(out, { field: 'out', kind });
    const text = await textOf(studyReport(studio, id), studio);
    const file = await createOutputFile(out, { field: 'out', kind });
    try {
      await file.append(text);
      await file.commit();
    } finally {
      await file.discard();
    }
    await context.answer({ study: id, out }, () => `Study ${id} is written to ${out}.`);
  });
