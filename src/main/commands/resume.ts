import type { Command } from 'commander';
import type { Studio } from '../../core/open-studio.ts';
import type { Context } from '../terminal/context.ts';
import { examples } from './examples.ts';
import { followRun } from './follow-run.ts';
import { runArgument, runsCalled } from './run-argument.ts';
import { withEngineAhead } from './with-engine-ahead.ts';

export function registerResume(program: Command, context: Context): void {
  const resume = program
    .command('resume')
    .description('go on with a run that was stopped or failed, from its last checkpoint')
    .argument('<run>', 'number or name')
    .option('--finish', 'do not train on: end with the best weights so far, so that it can be evaluated, used and exported')
    .action((reference: string, { finish = false }: { finish?: boolean }) => {
      const work = async (studio: Studio): Promise<void> => {
        const { requeue } = await import('../../core/runs/lifecycle/enqueue.ts');
        const run = await runArgument(context, studio, reference);
        const called = await runsCalled(studio);
        await followRun(context, studio, async () => {
          const { id } = await requeue(studio, run, { finish });
          await context.print(finish ? `Ending run ${called(id)} with its best weights so far.` : `Going on with run ${called(id)}.`);
          return id;
        });
      };
      return withEngineAhead('train', undefined, () => context.withStudio(work));
    });
  examples(resume, ['graft resume 3', 'graft resume 3 --finish']);
}
