import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { bytes } from '../terminal/units.ts';
import { comparisonText } from './comparison-text.ts';
import { examples } from './examples.ts';
import { runReport, runReportText, runsTable } from './run-report.ts';

export function register(program: Command, context: Context): void {
  const runs = program.command('runs').description('what was trained: list, show, compare, rename, note, delete');
  examples(runs, ['graft runs list', 'graft runs show 3']);

  const list = runs
    .command('list')
    .description('all runs, newest first')
    .action(() =>
      context.withStudio(async (studio) => {
        const { settleOrphans } = await import('../../core/runs/delete-run.ts');
        const { listRuns } = await import('../../core/store/runs.ts');
        settleOrphans(studio);
        const rows = listRuns(studio.db);
        await context.answer(
          rows.map(({ id, ...row }) => ({ run: id, ...row })),
          () => runsTable(rows),
        );
      }),
    );
  examples(list, ['graft runs list', 'graft runs list --json']);

  const show = runs
    .command('show')
    .description('settings, epochs, accuracy, attestation and exports of a run')
    .argument('<run>', 'number or name')
    .action((reference: string) =>
      context.withStudio(async (studio) => {
        const { settleOrphans } = await import('../../core/runs/delete-run.ts');
        settleOrphans(studio);
        const report = await runReport(studio, reference);
        await context.answer(report, () => runReportText(report));
      }),
    );
  examples(show, ['graft runs show 3', 'graft runs show leaves-first --json']);

  const compare = runs
    .command('compare')
    .description('two runs on the same pictures: accuracy of both, whether the difference means anything, what flipped')
    .argument('<first>', 'number or name')
    .argument('<second>', 'number or name')
    .action((first: string, second: string) =>
      context.withStudio(async (studio) => {
        const { compareRuns } = await import('../../core/runs/compare.ts');
        const comparison = compareRuns(studio, first, second);
        await context.answer(comparison, () => comparisonText(comparison));
      }),
    );
  examples(compare, ['graft runs compare 3 4', 'graft runs compare head-only deeper --json']);

  const rename = runs
    .command('rename')
    .description('give a run another name; an empty one takes it away')
    .argument('<run>', 'number or name')
    .argument('<name>', 'at most 200 characters')
    .action((reference: string, name: string) => edit(context, reference, { name: limited('name', name, 200) }));
  examples(rename, ['graft runs rename 3 leaves-first']);

  const note = runs
    .command('note')
    .description('write a note on a run, shown by runs show; an empty one takes it away')
    .argument('<run>', 'number or name')
    .argument('<text>', 'at most 10,000 characters')
    .action((reference: string, text: string) => edit(context, reference, { note: limited('note', text, 10_000) }));
  examples(note, ['graft runs note 3 "with the new pictures, still weak on thistles"']);

  const remove = runs
    .command('delete')
    .description('delete a run with its checkpoints, weights and predictions; exports stay')
    .argument('<run>', 'number or name')
    .action((reference: string) =>
      context.withStudio(async (studio) => {
        const { removeRun } = await import('../../core/runs/delete-run.ts');
        const removed = await removeRun(studio, reference);
        await context.answer(
          removed,
          () => `Deleted run ${removed.run}; ${bytes(removed.freedBytes)} given back to the disk.`,
        );
      }),
    );
  examples(remove, ['graft runs delete 3']);
}

/** @throws StudioError `bad-usage` */
function limited(field: string, text: string, most: number): string | null {
  const trimmed = text.trim();
  if (trimmed.length > most) {
    throw new StudioError('bad-usage', `The ${field} has ${trimmed.length} characters`, {
      field,
      hint: `It may have ${most} at most.`,
    });
  }
  return trimmed === '' ? null : trimmed;
}

const edit = (
  context: Context,
  reference: string,
  changes: { name: string | null } | { note: string | null },
): Promise<void> =>
  context.withStudio(async (studio) => {
    const { findRun, updateRun } = await import('../../core/store/runs.ts');
    const { id, name, note } = updateRun(studio.db, findRun(studio.db, reference).id, changes);
    await context.answer({ run: id, name, note }, () =>
      'name' in changes
        ? `Run ${id} ${name === null ? 'has no name now' : `is called ${printable(name)} now`}.`
        : `${note === null ? 'The note is gone from' : 'Noted on'} run ${id}.`,
    );
  });
