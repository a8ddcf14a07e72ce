import { expect, test } from 'vitest';
import { runLines } from './run-table.ts';
import type { TableRun } from './run-table.ts';

test('of a run whose weights are a mean of epochs the table has those, and no best epoch', () => {
  const run = (averaged?: number[]) => ({ id: 1, plan: null, isBest: false, isPinned: false, bestEpoch: 7, createdAtMs: 0, averaged: averaged ?? null, metrics: { valLoss: 0.5 } }) as unknown as TableRun;
  const [heading, one, mean] = runLines([run(), run([6, 7])]).map((line) => line.split(','));
  const at = (name: string) => heading!.indexOf(name);
  expect([one, mean].map((cells) => [cells![at('best_epoch')], cells![at('averaged_epochs')]])).toEqual([['7', ''], ['', '6 7']]);
});
