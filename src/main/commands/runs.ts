import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import { runName } from '../../core/runs/lifecycle/run-name.ts';
import type { Context } from '../terminal/context.ts';
import { confirmDeletion, yesOption } from '../terminal/confirm.ts';
import { paragraphs } from '../terminal/paragraphs.ts';
import { printable } from '../terminal/printable.ts';
import { bytes } from '../terminal/units.ts';
import { comparisonText } from '../words/comparison-text.ts';
import { runLines } from '../files/run-table.ts';
import { examples } from './examples.ts';
import { runArgument, runsCalled } from './run-argument.ts';
import { pinText } from '../words/best-run-text.ts';
import { runReportText, runToRemoveText, runsTable } from '../words/run-report-text.ts';
import { verdictText } from '../words/verdict-text.ts';
import { runJson } from './run-json.ts';

export function registerRuns(program: Command, context: Context): void {
  const runs = program.command('runs').description('what was trained: list, show, compare, pin, rename, note, delete');
  examples(runs, ['graft runs list', 'graft runs show 3']);

  registerList(runs, context);
  registerShow(runs, context);
  registerCompare(runs, context);

  const pin = runs
    .command('pin')
    .description('take this run of its data set, instead of the best, wherever nobody says which')
    .argument('<run>', 'number or name')
    .action((reference: string) => setPin(context, reference, true));
  examples(pin, ['graft runs pin 9']);

  const unpin = runs
    .command('unpin')
    .description('take the pin off: the best run is taken again')
    .argument('<run>', 'number or name')
    .action((reference: string) => setPin(context, reference, false));
  examples(unpin, ['graft runs unpin 9']);

  const rename = runs
    .command('rename')
    .description('give a run another name; an empty one takes it away')
    .argument('<run>', 'number or name')
    .argument('<name>', 'at most 200 characters, not a number')
    .action((reference: string, name: string) => edit(context, reference, { name: runName(name) }));
  examples(rename, ['graft runs rename 3 leaves-first']);

  const note = runs
    .command('note')
    .description('write a note on a run, shown by runs show; an empty one takes it away')
    .argument('<run>', 'number or name')
    .argument('<text>', 'at most 10,000 characters')
    .action((reference: string, text: string) => edit(context, reference, { note: noteOf(text) }));
  examples(note, ['graft runs note 3 "with the new pictures, still weak on thistles"']);

  registerDelete(runs, context);
}

function registerList(runs: Command, context: Context): void {
  const list = runs
    .command('list')
    .description('all runs, newest first; the best of each data set and the pinned one are marked')
    .option('--csv', 'a table for other programs, with every setting, on stdout')
    .action(({ csv = false }: { csv?: boolean }) =>
      context.withStudio(async (studio) => {
        if (csv && context.json) throw new StudioError('bad-usage', '--csv and --json both write to stdout', { field: 'csv', hint: 'Leave one of them out.' });
        const { settleOrphans } = await import('../../core/runs/lifecycle/delete-run.ts');
        const { listRuns } = await import('../../core/store/runs.ts');
        settleOrphans(studio);
        const { bestRuns } = await import('../../core/store/best-runs.ts');
        const best = bestRuns(studio.db);
        const rows = listRuns(studio.db).map((row) => ({ ...row, isBest: best.get(row.datasetId)?.best === row.id }));
        if (csv) {
          const { headlinesOf } = await import('../../core/store/headlines.ts');
          const headlines = headlinesOf(studio.db, rows.map(({ id }) => id));
          for (const line of runLines(rows.map((row) => ({ ...row, headline: headlines.get(row.id) })))) await context.data(line);
          return;
        }
        await context.answer(
          rows.map(({ id, ...row }) => ({ run: id, ...row })),
          () => runsTable(rows),
        );
      }),
    );
  examples(list, ['graft runs list', 'graft runs list --csv > runs.csv']);
}

function registerShow(runs: Command, context: Context): void {
  const show = runs
    .command('show')
    .description('settings, epochs, accuracy, attestation and exports of a run')
    .argument('<run>', 'number or name')
    .action((reference: string) =>
      context.withStudio(async (studio) => {
        const { settleOrphans } = await import('../../core/runs/lifecycle/delete-run.ts');
        settleOrphans(studio);
        const { runReport } = await import('../../core/runs/results/run-report.ts');
        const { thisComputer } = await import('../../core/runs/lifecycle/computer-here.ts');
        const { verdictOfRun } = await import('../../core/runs/results/verdict-of-run.ts');
        const run = await runArgument(context, studio, reference);
        const [report, verdict] = [await runReport(studio, run), await verdictOfRun(studio, run, thisComputer())];
        await context.answer({ ...runJson(report), verdict }, () => paragraphs(runReportText(report), verdict && verdictText(verdict)));
      }),
    );
  examples(show, ['graft runs show 3', 'graft runs show leaves-first --json']);
}

function registerCompare(runs: Command, context: Context): void {
  const compare = runs
    .command('compare')
    .description('two runs on the same pictures: accuracy of both, whether the difference means anything, what flipped')
    .argument('<first>', 'number or name')
    .argument('<second>', 'number or name')
    .action((first: string, second: string) =>
      context.withStudio(async (studio) => {
        const { compareRuns } = await import('../../core/runs/results/compare.ts');
        const comparison = compareRuns(
          studio,
          await runArgument(context, studio, first),
          await runArgument(context, studio, second),
        );
        const called = await runsCalled(studio);
        await context.answer(comparison, () => comparisonText(comparison, called));
      }),
    );
  examples(compare, ['graft runs compare 3 4', 'graft runs compare head-only deeper --json']);
}

function registerDelete(runs: Command, context: Context): void {
  const remove = runs
    .command('delete')
    .description('delete a run with its checkpoints, weights and predictions; exports stay')
    .argument('<run>', 'number or name')
    .option(...yesOption)
    .action(async (reference: string, { yes = false }: { yes?: boolean }) => {
      const { dataFolder } = await import('../../core/data-folder.ts');
      const { freeReserve } = await import('../../core/files/reserve.ts');
      const { root } = dataFolder(context.dataDir);
      // Even to open the database for writing takes some room.
      if (existsSync(root)) freeReserve(root);
      await context.withStudio(async (studio) => {
        const { removeRun, runToRemove } = await import('../../core/runs/lifecycle/delete-run.ts');
        const run = await runArgument(context, studio, reference);
        await confirmDeletion(context, runToRemoveText(await runToRemove(studio, run)), yes);
        const name = (await runsCalled(studio))(run);
        const removed = await removeRun(studio, run);
        await context.answer(
          removed,
          () => `Deleted run ${name}; ${bytes(removed.freedBytes)} given back to the disk.`,
        );
      });
    });
  examples(remove, ['graft runs delete 3', 'graft runs delete first-try --yes']);
}

/** @throws StudioError `bad-usage` */
function noteOf(text: string): string | null {
  const note = text.trim();
  if (note.length > 10_000) {
    throw new StudioError('bad-usage', `The note has ${note.length} characters`, {
      field: 'note',
      hint: 'It may have 10000 at most.',
    });
  }
  return note === '' ? null : note;
}

const setPin = (context: Context, reference: string, isPinned: boolean): Promise<void> =>
  context.withStudio(async (studio) => {
    const { bestRuns, pinRun, unpinRun } = await import('../../core/store/best-runs.ts');
    const { getRunSummary } = await import('../../core/store/runs.ts');
    const run = await runArgument(context, studio, reference);
    const was = isPinned || unpinRun(studio.db, run);
    if (isPinned) pinRun(studio.db, run);
    const { datasetId, datasetName } = getRunSummary(studio.db, run);
    const best = bestRuns(studio.db, datasetId).get(datasetId) ?? null;
    const called = await runsCalled(studio);
    await context.answer({ run, isPinned, taken: best?.run ?? null }, () => pinText({ run, isPinned, was, datasetName, best }, called));
  });

const edit = (
  context: Context,
  reference: string,
  changes: { name: string | null } | { note: string | null },
): Promise<void> =>
  context.withStudio(async (studio) => {
    const { updateRun } = await import('../../core/store/runs.ts');
    const { id, name, note } = updateRun(studio.db, await runArgument(context, studio, reference), changes);
    const called = await runsCalled(studio);
    await context.answer({ run: id, name, note }, () =>
      'name' in changes
        ? `Run ${id} ${name === null ? 'has no name now' : `is called "${printable(name)}" now`}.`
        : `${note === null ? 'The note is gone from' : 'Noted on'} run ${called(id)}.`,
    );
  });
