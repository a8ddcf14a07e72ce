import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { dayStart } from '../flags/option-values.ts';
import { testLockText } from '../words/test-ledger-text.ts';
import { knownDataset } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { runsCalled } from './run-argument.ts';

export function registerLock(datasets: Command, context: Context): void {
  const command = datasets
    .command('lock-test')
    .description('keep from sight what runs get right on the test pictures: until a day, or until one run is named final, which alone is judged by them')
    .argument('<data set>', 'id, name or folder')
    .option('--until <day>', 'such as 2027-03-01: open again when that day begins here', dayStart('until'))
    .option('--run <run>', 'number or name of the final run')
    .action((name: string, { until, run }: { until?: number; run?: string }) =>
      context.withStudio(async (studio) => {
        const { lockTest } = await import('../../core/runs/results/test-lock.ts');
        const { runMeant } = await import('../../core/references/run-meant.ts');
        const { id } = await knownDataset(studio.db, name);
        const lock = lockTest(studio, id, { untilMs: until, finalRun: run === undefined ? undefined : runMeant(studio.db, run) });
        const called = await runsCalled(studio);
        await context.answer(lock, () => testLockText(lock, called));
      }),
    );
  examples(command, ['graft datasets lock-test leaves --until 2027-03-01', 'graft datasets lock-test leaves', 'graft datasets lock-test leaves --run 12']);
}
