import { expect, test, vi } from 'vitest';
import { projectCard } from '../testing/answers.ts';
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
