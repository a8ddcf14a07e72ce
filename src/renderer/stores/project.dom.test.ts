import { expect, test } from 'vitest';
import { datasetView, labelChange } from '../testing/answers.ts';
import { fakeProgram } from '../testing/fake-program.ts';
import { later, settled } from '../testing/show.ts';
import { useProject } from './project.ts';

test('opening asks for the view once; opening the same again does not ask', async () => {
  const program = fakeProgram({ datasets: { show: () => datasetView() } });
  await useProject().open('weeds');
  await useProject().open('weeds');
  expect(program.inputsOf('datasets.show')).toEqual([{ dataset: 'weeds' }]);
  expect(useProject().view?.name).toBe('Weeds');
});

test('a stream that begins before a project is open asks for none', async () => {
  const program = fakeProgram({ datasets: { show: () => datasetView() } });
  useProject().apply({ type: 'reset' });
  await useProject().open('weeds');
  await later(150);
  expect(program.inputsOf('datasets.show')).toHaveLength(1);
});

test('the answer for a project that was left meanwhile is not shown', async () => {
  const [weeds, shoes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  fakeProgram({
    datasets: {
      async show({ dataset }) {
        await (dataset === 'weeds' ? weeds : shoes).promise;
        return datasetView({ id: dataset, name: dataset });
      },
    },
  });
  const first = useProject().open('weeds');
  await settled();
  const second = useProject().open('shoes');
  weeds.resolve();
  await settled();
  expect(useProject().view).toBeNull();
  shoes.resolve();
  await Promise.all([first, second]);
  expect(useProject().view?.id).toBe('shoes');
});

test('a labelling call shows its counts at once and what the view knew beside them', async () => {
  fakeProgram({ datasets: { show: () => datasetView({ images: 30 }) } });
  useProject().applyLabels(labelChange());
  expect(useProject().view).toBeNull();
  await useProject().open('weeds');
  useProject().applyLabels(labelChange({ excluded: 3, canUndo: true }));
  expect(useProject().view).toMatchObject({ images: 30, excluded: 3, canUndo: true, hasChanges: true });
  expect(useProject().view?.classes[1]).toEqual({ name: 'nettle', count: 11 });
});

test('events of this project ask again and tell pages that list pictures; others do not', async () => {
  let name = 'Weeds';
  const program = fakeProgram({ datasets: { show: () => datasetView({ name }) } });
  await useProject().open('weeds');
  name = 'Wild weeds';
  useProject().apply({ type: 'dataset', dataset: 'shoes', news: null });
  expect(useProject().revision).toBe(0);
  useProject().apply({ type: 'dataset', dataset: 'weeds', news: null });
  expect(useProject().revision).toBe(1);
  await later(150);
  expect(program.inputsOf('datasets.show')).toHaveLength(2);
  expect(useProject().view?.name).toBe('Wild weeds');
});

test('asked again and told the same, pages have nothing to show again', async () => {
  fakeProgram({ datasets: { show: () => datasetView() } });
  await useProject().open('weeds');
  const shown = useProject().view;
  useProject().apply({ type: 'reset' });
  await later(150);
  expect(useProject().view).toBe(shown);
});

test('an answer of another project does not take its place; a project that is removed is closed', async () => {
  fakeProgram({ datasets: { show: () => datasetView() } });
  await useProject().open('weeds');
  useProject().replace(datasetView({ id: 'shoes', name: 'Shoes' }));
  expect([useProject().view?.name, useProject().revision]).toEqual(['Weeds', 0]);
  useProject().replace(datasetView({ name: 'Renamed' }));
  expect([useProject().view?.name, useProject().revision]).toEqual(['Renamed', 1]);
  useProject().apply({ type: 'dataset-removed', dataset: 'shoes' });
  expect(useProject().id).toBe('weeds');
  useProject().apply({ type: 'dataset-removed', dataset: 'weeds' });
  expect([useProject().id, useProject().view]).toEqual([null, null]);
});
