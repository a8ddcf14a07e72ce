import { expect, test, vi } from 'vitest';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { projectCard, runRow } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { settled } from '../testing/show.ts';
import { useProjects } from './projects.ts';

const names = () => useProjects().cards?.map(({ id }) => id) ?? null;

test('the cards come with the first event; a failure is kept for a card of its own and the cards stay', async () => {
  const program = fakeProgram({ datasets: { list: () => [projectCard('weeds'), projectCard('shoes')] } });
  expect(names()).toBeNull();
  useProjects().apply({ type: 'reset' });
  await settled();
  expect(names()).toEqual(['weeds', 'shoes']);
  const broken = () => {
    throw refusal({ code: 'bad-database', message: 'The database is damaged', hint: 'Restore it.' });
  };
  program.answer({ datasets: { list: broken } });
  await useProjects().load();
  expect(useProjects().error).toMatchObject({ code: 'bad-database', message: 'The database is damaged', hint: 'Restore it.' });
  expect(names()).toEqual(['weeds', 'shoes']);
});

test('many events in a row ask once, after they rest', async () => {
  const program = fakeProgram({ datasets: { list: () => [projectCard('weeds', { activeRuns: 1 })] } });
  vi.useFakeTimers();
  for (let run = 1; run <= 5; run += 1) useProjects().apply({ type: 'run-removed', run });
  useProjects().apply({ type: 'dataset', dataset: 'weeds', news: null });
  expect(program.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(400);
  vi.useRealTimers();
  await settled();
  expect(program.inputsOf('datasets.list')).toHaveLength(1);
  expect(useProjects().cards?.[0]?.activeRuns).toBe(1);
});

test('an epoch more of a run is on no card and asks for none; another state is', async () => {
  const program = fakeProgram({ datasets: { list: () => [projectCard('weeds')] } });
  vi.useFakeTimers();
  const heard = async (more: Partial<RunRow>) => {
    useProjects().apply({ type: 'run', run: runRow(1, { state: 'running', headline: null, ...more }) });
    await vi.advanceTimersByTimeAsync(400);
    return program.inputsOf('datasets.list').length;
  };
  expect(await heard({})).toBe(1);
  for (let epoch = 1; epoch <= 20; epoch += 1) expect(await heard({ bestEpoch: epoch, valLoss: 1 / epoch })).toBe(1);
  expect(await heard({ state: 'done', headline: { split: 'val', accuracy: 0.9, interval: [0.8, 1], independentGroups: null, images: 9 } })).toBe(2);
  expect(await heard({ state: 'done', headline: { split: 'val', accuracy: 0.9, interval: [0.8, 1], independentGroups: null, images: 9 }, isPinned: true })).toBe(3);
  vi.useRealTimers();
});

test('a project that is removed here goes after the program agreed; elsewhere, at once', async () => {
  const program = fakeProgram({
    datasets: { list: () => [projectCard('weeds'), projectCard('shoes')], remove: () => ({ removed: true as const }) },
  });
  await useProjects().load();
  await useProjects().remove('weeds');
  expect(program.inputsOf('datasets.remove')).toEqual([{ dataset: 'weeds' }]);
  expect(names()).toEqual(['shoes']);
  useProjects().apply({ type: 'dataset-removed', dataset: 'shoes' });
  expect(names()).toEqual([]);
  program.answer({
    datasets: {
      remove: () => {
        throw refusal({ code: 'busy', message: 'A run uses it' });
      },
    },
  });
  await useProjects().load();
  await expect(useProjects().remove('weeds')).rejects.toThrow('A run uses it');
  expect(names()).toEqual(['weeds', 'shoes']);
});
