import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { paragraphs } from '../terminal/paragraphs.ts';
import { testLockText, testLooksText } from '../words/test-ledger-text.ts';
import { knownDataset } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { runsCalled } from './run-argument.ts';

export function registerLedger(datasets: Command, context: Context): void {
  const command = datasets
    .command('ledger')
    .description('when what a run gets right on the test pictures was looked at: each look makes them a little less of a test')
    .argument('<data set>', 'id, name or folder')
    .action((name: string) =>
      context.withStudio(async (studio) => {
        const { db } = studio;
        const { lockOfDataset } = await import('../../core/store/test-locks.ts');
        const { testLooksOf } = await import('../../core/store/test-looks.ts');
        const { id } = await knownDataset(db, name);
        const looks = testLooksOf(db, id);
        const lock = lockOfDataset(db, id);
        const told = looks.map(({ atMs, version, model }) => ({ atMs, version, model }));
        const called = await runsCalled(studio);
        const models = new Set(looks.map(({ model }) => model)).size;
        await context.answer({ dataset: id, looks: looks.length, models, each: told, lock }, () => paragraphs(testLooksText(looks, id, called), lock && testLockText(lock, called)));
      }),
    );
  examples(command, ['graft datasets ledger leaves', 'graft datasets ledger leaves --json']);
}
