import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { confirmDeletion, yesOption } from '../terminal/confirm.ts';
import { bytes, counted } from '../terminal/units.ts';
import { wholeNumber } from '../flags/option-values.ts';
import { presetsTable, studiesTable, studyText } from '../words/study-text.ts';
import { examples } from './examples.ts';
import { followStudy } from './follow-study.ts';
import { runsCalled } from './run-argument.ts';
import { finishedStudy } from './study-json.ts';
import { registerStudyFiles } from './study-files.ts';
import { registerStudyRun } from './study-run.ts';

const number = wholeNumber('study', 1);

export function registerStudy(program: Command, context: Context): void {
  const study = program.command('study').description('one table over the fields of a run, repeated over seeds or folds, with a claim that is judged');
  examples(study, ['graft study run freeze-depth leaves', 'graft study show 1', 'graft study resume 1']);

  const presets = study
    .command('presets')
    .description('the studies that come with the program, and the claims they test')
    .action(async () => {
      const { studyPresets } = await import('../../core/studies/presets/study-presets.ts');
      const rows = studyPresets.map(({ id, title, question, claims }) => ({ id, title, question, claims: claims.map((claim) => ({ id: claim.id, text: claim.text })) }));
      await context.answer(rows, () => presetsTable(rows));
    });
  examples(presets, ['graft study presets']);

  registerStudyRun(study, context);

  const list = study
    .command('list')
    .description('all studies, newest first')
    .action(() =>
      context.withStudio(async (studio) => {
        const { listStudyRows } = await import('../../core/studies/list-studies.ts');
        const rows = listStudyRows(studio);
        const json = rows.map(({ study: { id, spec, createdAtMs }, status, dataset, done, total }) => ({ study: id, title: spec.title, preset: spec.preset, dataset, status, trials: { done, total }, createdAtMs }));
        await context.answer(json, () => studiesTable(rows));
      }),
    );
  examples(list, ['graft study list --json']);

  const show = study
    .command('show')
    .description('the table of a study as it stands, what became of its claims, and which cell to take')
    .argument('<study>', 'its number', number)
    .action((id: number) =>
      context.withStudio(async (studio) => {
        const { studyReport } = await import('../../core/studies/study-report.ts');
        const { visitCluster } = await import('../../core/studies/cluster/visit-cluster.ts');
        const silence = await visitCluster(studio, id);
        if (silence) context.remark(`Note: ${silence.message}.`);
        const report = studyReport(studio, id);
        const called = await runsCalled(studio);
        await context.answer(finishedStudy(report, called), () => studyText(report, called));
      }),
    );
  examples(show, ['graft study show 1', 'graft study show 1 --json']);

  const stop = study
    .command('stop')
    .description('stop a study that another program or a cluster runs; a run here writes a checkpoint')
    .argument('<study>', 'its number', number)
    .action((id: number) =>
      context.withStudio(async (studio) => {
        const { stopStudy } = await import('../../core/studies/stop-study.ts');
        const status = await stopStudy(studio, id);
        await context.answer({ study: id, status }, () => `Study ${id} is ${status}. Go on with it: graft study resume ${id}`);
      }),
    );
  examples(stop, ['graft study stop 1']);

  const resume = study
    .command('resume')
    .description('go on with a study that was stopped, killed or has failed trials, from the last checkpoint; follow one again that a cluster runs')
    .argument('<study>', 'its number', number)
    .action((id: number) =>
      context.withStudio(async (studio) => {
        const { getStudy } = await import('../../core/store/studies.ts');
        await context.print(getStudy(studio.db, id).state === 'done' ? `Study ${id} is done; nothing of it is left to train.` : `Going on with study ${id}.`);
        await followStudy(context, studio, id);
      }),
    );
  examples(resume, ['graft study resume 1']);

  registerStudyFiles(study, context);

  const remove = study
    .command('delete')
    .description('forget a study; its runs stay')
    .argument('<study>', 'its number', number)
    .option('--runs', 'delete the runs that were made for it too, with their weights')
    .option(...yesOption)
    .action((id: number, { runs = false, yes = false }: { runs?: boolean; yes?: boolean }) =>
      context.withStudio(async (studio) => {
        const { removeStudy } = await import('../../core/studies/stop-study.ts');
        const { getStudy } = await import('../../core/store/studies.ts');
        const { spec } = getStudy(studio.db, id);
        await confirmDeletion(context, `Study ${id}, "${spec.title}", is forgotten; ${runs ? 'the runs that were made for it are deleted with their weights' : 'its runs stay'}.`, yes);
        const removed = await removeStudy(studio, id, { withRuns: runs });
        await context.answer(removed, () => `Study ${id} is forgotten.${runs ? ` ${counted(removed.runs.length, 'run')} deleted, ${bytes(removed.freedBytes)} given back to the disk.` : ''}`);
      }),
    );
  examples(remove, ['graft study delete 1', 'graft study delete 1 --runs --yes']);
}
