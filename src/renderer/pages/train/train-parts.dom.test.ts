import { expect, test } from 'vitest';
import { useDraft } from '../../stores/draft.ts';
import { useProject } from '../../stores/project.ts';
import { useSettings } from '../../stores/settings.ts';
import { epochReport } from '../../testing/answers.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { later, screen, settled, show } from '../../testing/show.ts';
import AugmentedSamples from './AugmentedSamples.vue';
import RunCharts from './RunCharts.vue';
import WatchedPictures from './WatchedPictures.vue';

test('the pictures that are watched: how many are right, the given class marked', async () => {
  const bars = (first: number) => [
    { label: first, probability: 0.7 },
    { label: 1 - first, probability: 0.3 },
  ];
  const pictures = [
    { imageId: 1, label: 0, bars: bars(0) },
    { imageId: 2, label: 0, bars: bars(1) },
  ];
  await show(WatchedPictures, { pictures, classes: ['dock', 'nettle'] });
  expect(screen().getByText('1 of these 2 right after the last epoch.')).toBeTruthy();
  expect(screen().getAllByRole('img').map((img) => img.getAttribute('alt'))).toEqual(['dock', 'dock']);
  expect(screen().getAllByText(/true label/)).toHaveLength(2);
});

test('views of a picture in a row of its own; where there is one view each, all in one row; asked again only for what changes pictures', async () => {
  const sample = (image: number, views: number) => ({ image, label: 'dock', urls: Array.from({ length: views }, (_, at) => `/v/${image}/${at}`) });
  let views = 2;
  const program = fakeProgram({ runs: { augmentedSamples: () => [1, 2, 3, 4].map((image) => sample(image, views)) } });
  useProject().id = 'weeds';
  await show(AugmentedSamples, { dataset: 'weeds' });
  await later(350);
  const rows = () => [...document.querySelectorAll('.row')].map((row) => row.querySelectorAll('img').length);
  expect(rows()).toEqual([2, 2, 2]);
  useDraft().change({ epochs: 3 });
  await later(350);
  expect(program.inputsOf('runs.augmentedSamples')).toHaveLength(1);
  views = 1;
  useDraft().change({ augment: 'none' });
  await later(350);
  expect([rows(), program.inputsOf('runs.augmentedSamples').length]).toEqual([[4], 2]);
});

test('the charts say in words what they draw, and have a table of the epochs', async () => {
  await show(RunCharts, { run: 7, reports: [epochReport(1), epochReport(2, { valLoss: 0.4, valAccuracy: 0.9 })], averaged: null });
  expect(screen().getByText('Validation loss went from 1.100 to 0.400 in 2 epochs.')).toBeTruthy();
  expect(screen().getByText('Validation accuracy went from 75.0% to 90.0% in 2 epochs.')).toBeTruthy();
  screen().getAllByRole('button', { name: 'Show as table' })[0]!.click();
  await settled();
  expect(screen().getAllByRole('row').slice(1).map((row) => row.textContent?.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/^1 ?the head alone ?1\.000 ?1\.100/),
    expect.stringMatching(/^2 ?the head alone ?0\.500 ?0\.400/),
  ]);
  expect(screen().getAllByText('epoch 2 is kept (lowest validation loss)').length).toBeGreaterThan(0);
});

test('a head that was solved has no learning rate: a dash among the epochs, and no chart where nothing else was learned', async () => {
  useSettings().trainDetail = 'usual';
  const solved = epochReport(1, { learningRate: 0 });
  const { set } = await show(RunCharts, { run: 7, reports: [solved], averaged: null });
  expect(screen().queryByText(/learning rate is/)).toBeNull();
  screen().getAllByRole('button', { name: 'Show as table' })[0]!.click();
  await settled();
  expect(screen().getAllByRole('row')[1]!.textContent).toMatch(/75\.0%\s*–\s*3/);
  await set({ reports: [solved, epochReport(2)] });
  expect(screen().getByText('The learning rate is 0.01 now.')).toBeTruthy();
});

test('where a mean of epochs answers the charts say so', async () => {
  await show(RunCharts, { run: 7, reports: [epochReport(1), epochReport(2, { valLoss: 0.4 }), epochReport(3)], averaged: [2, 3] });
  expect(screen().getAllByText('the mean of epochs 2, 3 is kept (lowest validation loss)').length).toBeGreaterThan(0);
  expect(screen().queryByText('epoch 2 is kept (lowest validation loss)')).toBeNull();
});
