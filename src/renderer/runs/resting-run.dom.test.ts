import { expect, test } from 'vitest';
import { useRuns } from '../stores/runs.ts';
import { useToasts } from '../stores/toasts.ts';
import { runRow } from '../testing/answers.ts';
import { fakeProgram } from '../testing/fake-program.ts';
import { screen, settled, show } from '../testing/show.ts';
import RestingRun from './RestingRun.vue';

const paused = runRow(4, { state: 'paused', headline: null, isResumable: true, isFinishable: true, bestEpoch: 3 });

test('a run that rests goes on, ends here with what it has learned, or goes; before its first epoch there is nothing to keep', async () => {
  const program = fakeProgram({
    runs: {
      resume: ({ run }) => runRow(run, { state: 'queued' }),
      finish: ({ run }) => runRow(run, { state: 'queued' }),
      size: () => ({ sizeBytes: 47_000_000 }),
      remove: () => ({ freedBytes: 47_000_000 }),
    },
  });
  useRuns().apply({ type: 'run', run: paused });
  const page = await show(RestingRun, { row: paused });
  expect(screen().getAllByRole('button').map((button) => button.textContent?.trim())).toEqual(['Resume', 'Stop here', 'Delete']);
  expect(screen().getByRole('button', { name: 'Stop here' }).dataset.tip).toContain('those of epoch 3');
  for (const name of ['Resume', 'Stop here']) {
    screen().getByRole('button', { name }).click();
    await settled();
  }
  screen().getByRole('button', { name: 'Delete' }).click();
  await settled();
  const dialog = screen().getByRole('dialog', { name: 'Delete run 4?' });
  expect(dialog.textContent).toContain('47 MB on the disk become free');
  [...dialog.querySelectorAll('button')].find((button) => button.textContent?.trim() === 'Delete')!.click();
  await settled();
  expect(program.asked.map(([call]) => call)).toEqual(['runs.resume', 'runs.finish', 'runs.size', 'runs.remove']);
  expect([useRuns().rowOf(4), useToasts().toasts.map(({ message }) => message)]).toEqual([null, ['Run 4 is deleted; 47 MB are free again.']]);
  await page.set({ row: { ...paused, bestEpoch: 9, averaged: [7, 8, 9] } });
  expect(screen().getByRole('button', { name: 'Stop here' }).dataset.tip).toContain('so far, the mean of those of epochs 7, 8, 9: it');
  await page.set({ row: { ...paused, isFinishable: false } });
  expect(screen().queryByRole('button', { name: 'Stop here' })).toBeNull();
});
