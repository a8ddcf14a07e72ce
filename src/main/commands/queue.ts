import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { Context } from '../terminal/context.ts';
import { examples } from './examples.ts';
import { wholeNumber } from '../flags/option-values.ts';
import { queueTable } from '../words/queue-text.ts';
import { runArgument, runsCalled } from './run-argument.ts';

export function registerQueue(program: Command, context: Context): void {
  const queue = program.command('queue').description('runs that wait for their turn in this data folder: list, move, cancel');
  examples(queue, ['graft queue list', 'graft queue move 7 1']);

  const list = queue
    .command('list')
    .description('the run that is trained and those that wait, in order')
    .action(() => context.withStudio((studio) => answerQueue(context, studio)));
  examples(list, ['graft queue list --json']);

  const move = queue
    .command('move')
    .description('give a waiting run another place in the queue')
    .argument('<run>', 'number or name')
    .argument('<position>', '1 is next', wholeNumber('position', 1, 1_000_000))
    .action((reference: string, position: number) =>
      context.withStudio(async (studio) => {
        const { moveInQueue } = await import('../../core/store/queue.ts');
        const run = await runArgument(context, studio, reference);
        if (!moveInQueue(studio.db, run, position)) throw await notWaiting(studio, run);
        await answerQueue(context, studio);
      }),
    );
  examples(move, ['graft queue move 7 1']);

  const cancel = queue
    .command('cancel')
    .description('take a waiting run out of the queue, or stop the one that is trained; graft resume goes on with it')
    .argument('<run>', 'number or name')
    .action((reference: string) =>
      context.withStudio(async (studio) => {
        const { getRun, moveRun } = await import('../../core/store/runs.ts');
        const run = await runArgument(context, studio, reference);
        const called = await runsCalled(studio);
        if (moveRun(studio.db, run, ['queued'], 'cancelled', { finishedAtMs: Date.now() })) {
          await context.answer({ run, state: 'cancelled' }, () => `Run ${called(run)} does not wait any more. Put it back with: graft resume ${run}`);
          return;
        }
        if (getRun(studio.db, run).state !== 'running') throw await notWaiting(studio, run);
        const { stopElsewhere } = await import('../../core/runs/lifecycle/stop-wish.ts');
        const { state } = await stopElsewhere(studio, run, 'cancelled');
        await context.answer({ run, state }, () => `Run ${called(run)} is ${state}. Go on with it: graft resume ${run}`);
      }),
    );
  examples(cancel, ['graft queue cancel 7']);
}

async function answerQueue(context: Context, studio: Studio): Promise<void> {
  const { queueRows } = await import('../../core/runs/results/queue-rows.ts');
  const { settleOrphans } = await import('../../core/runs/lifecycle/delete-run.ts');
  settleOrphans(studio);
  const rows = queueRows(studio);
  await context.answer(
    rows.map(({ run, state, position, owner }) => ({ run, state, position, owner })),
    () => queueTable(rows),
  );
}

async function notWaiting(studio: Studio, run: number): Promise<StudioError> {
  const { getRun } = await import('../../core/store/runs.ts');
  const { runCalled } = await import('../../core/store/run-called.ts');
  const { trainedElsewhere } = await import('../../core/runs/lifecycle/turns.ts');
  const { state, name } = getRun(studio.db, run);
  if (state === 'running') return trainedElsewhere(studio, run);
  return new StudioError('bad-usage', `Run ${runCalled({ id: run, name })} is ${state}; it does not wait in the queue`, { field: 'run', hint: '"graft queue list" shows what waits.' });
}
