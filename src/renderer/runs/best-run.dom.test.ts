import { expect, test } from 'vitest';
import { defineComponent, h, provide } from 'vue';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { namesOfRuns } from '../composables/use-words.ts';
import { useRuns } from '../stores/runs.ts';
import { runRow } from '../testing/answers.ts';
import { fakeProgram } from '../testing/fake-program.ts';
import { screen, settled, show } from '../testing/show.ts';
import BestRunLine from './BestRunLine.vue';
import RunMarks from './RunMarks.vue';

const judged = (run: number, accuracy: number, more: Partial<RunRow> = {}) =>
  runRow(run, { headline: { split: 'val', accuracy, interval: [0, 1], independentGroups: null, images: 6 }, ...more });
const known = (...rows: RunRow[]) => rows.forEach((run) => useRuns().apply({ type: 'run', run }));
const line = () => document.querySelector('p')?.textContent?.trim().replace(/\s+/g, ' ') ?? null;

test('one line says which run is shown and why; nothing where the newest is the best', async () => {
  known(judged(1, 0.7));
  const shown: number[] = [];
  const page = await show(BestRunLine, { dataset: 'weeds', run: 1, onShow: (run: number) => shown.push(run) });
  expect(line()).toBeNull();
  known(judged(14, 0.6));
  await settled();
  expect(line()).toBe('Run 1 is shown: it is better than the newer run 14. Show run 14');
  screen().getByRole('button', { name: 'Show run 14' }).click();
  expect(shown).toEqual([14]);
  await page.set({ run: 14 });
  expect(line()).toBe('Run 14 is shown; run 1 is the best. Show run 1');
  known(judged(14, 0.6, { isPinned: true, name: 'mine' }));
  await settled();
  expect(line()).toBeNull();
  await page.set({ run: 1 });
  expect(line()).toBe('Run 1 is shown; run 14 is pinned. Show run 14');
  known(judged(14, 0.6), judged(15, 0.5, { datasetVersion: 2 }));
  await page.set({ run: 15 });
  expect(line()).toBe('Run 1 has a higher figure, but was judged by other pictures; run 15 is shown. Show run 1');
});

test('a run that a person named is called so beside its number', async () => {
  known(judged(1, 0.7), judged(14, 0.6, { isPinned: true, name: 'mine' }));
  const named = defineComponent({
    setup() {
      provide(namesOfRuns, (run) => useRuns().rowOf(run)?.name ?? null);
      return () => h('div', [h(BestRunLine, { dataset: 'weeds', run: 1 }), h(RunMarks, { row: useRuns().rowOf(14)! })]);
    },
  });
  await show(named, {});
  expect(line()).toBe('Run 1 is shown; run 14 (“mine”) is pinned. Show run 14 (“mine”)');
  expect(screen().getByRole('button', { name: 'Take the pin off run 14 (“mine”)' })).toBeTruthy();
});

test('a star pins a run and takes the pin off; what is not done has none', async () => {
  const program = fakeProgram({ runs: { pin: ({ run, isPinned }) => judged(run, 0.7, { isPinned }) } });
  known(judged(2, 0.7));
  const page = await show(RunMarks, { row: useRuns().rowOf(2)! });
  expect(document.body.textContent).toContain('Best');
  const star = () => screen().getByRole('button', { name: /pin/i });
  expect(star().getAttribute('aria-pressed')).toBe('false');
  star().click();
  await settled();
  await page.set({ row: useRuns().rowOf(2)! });
  expect([star().getAttribute('aria-pressed'), document.body.textContent?.includes('Pinned')]).toEqual(['true', true]);
  star().click();
  await settled();
  expect(program.inputsOf('runs.pin')).toEqual([{ run: 2, isPinned: true }, { run: 2, isPinned: false }]);
  await page.set({ row: runRow(3, { state: 'failed', headline: null }) });
  expect(screen().queryByRole('button')).toBeNull();
});
