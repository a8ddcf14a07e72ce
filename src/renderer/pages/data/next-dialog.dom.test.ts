import { expect, onTestFinished, test } from 'vitest';
import type { NextToLabel } from '../../../shared/contract/next-calls.ts';
import { connect } from '../../api/connection.ts';
import { useProject } from '../../stores/project.ts';
import { datasetView, labelChange } from '../../testing/answers.ts';
import { eventStream } from '../../testing/event-stream.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { press, screen, settled, show } from '../../testing/show.ts';
import NextDialog from './NextDialog.vue';

const found: NextToLabel = {
  backbone: 'resnet18.graft_starter',
  method: 'typical',
  labelled: 12,
  waiting: 90,
  judging: 0,
  later: 0,
  unread: 0,
  pictures: [
    { rank: 1, image: 1, file: '1.jpg', reason: { kind: 'typical', like: 34, labelled: 2 }, neighbours: [4, 5, 6].map((image) => ({ image, file: `${image}.jpg` })) },
    { rank: 2, image: 2, file: '2.jpg', reason: { kind: 'random' }, neighbours: [] },
    { rank: 3, image: 3, file: '3.jpg', reason: { kind: 'uncertain', between: ['dock', 'nettle'], probabilities: [0.41, 0.39] }, neighbours: [] },
  ],
};

test('one at a time with its reason; those like it get the same where they are ticked, in one change that undo takes back; then what choosing gained', async () => {
  const program = fakeProgram({
    datasets: { show: () => datasetView({ unlabelled: 90 }) },
    next: {
      find: () => found,
      benefit: () => ({ each: 12, base: 20, judged: 40, independentGroups: null, chosen: { accuracy: 0.9, low: 0.77, high: 0.96 }, random: { accuracy: 0.7, low: 0.55, high: 0.82 }, p: 0.012 }),
    },
    labels: { set: () => labelChange(), undo: () => labelChange() },
  });
  await useProject().open('weeds');
  const shown = await show(NextDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  await settled();
  expect(screen().getByText('Typical of 34 pictures like it; 2 of them labelled.')).toBeTruthy();
  await press('+');
  await press('1');
  expect(screen().getByText('Drawn at random: it shows what choosing gains.')).toBeTruthy();
  await press('z', { ctrlKey: true });
  screen().getByRole('button', { name: '5.jpg' }).click();
  await settled();
  await press('2');
  await press('ArrowRight');
  expect(screen().getByText('Between dock (41%) and nettle (39%).')).toBeTruthy();
  await press('1');
  screen().getByRole('button', { name: 'What did choosing gain?' }).click();
  await settled();
  expect(screen().getByText(/^Choosing pays: 12 chosen pictures teach a model that is right on 90% \(77 to 96%\), 12 drawn ones on 70% \(55 to 82%\)\. On 40 validation pictures/)).toBeTruthy();
  expect(program.inputsOf('labels.set')).toEqual([
    { dataset: 'weeds', images: [1, 4, 5, 6], label: 'dock' },
    { dataset: 'weeds', images: [1, 5], label: 'nettle' },
    { dataset: 'weeds', images: [3], label: 'dock' },
  ]);
  expect(program.inputsOf('labels.undo')).toHaveLength(1);
});

test('what choosing gained tells how far it is, and is stopped by a button', async () => {
  const { subscribe, tell } = eventStream();
  onTestFinished(() => void dispatchEvent(new Event('pagehide')));
  const program = fakeProgram({
    datasets: { show: () => datasetView({ unlabelled: 90 }) },
    next: { find: () => ({ ...found, pictures: [] }), benefit: () => new Promise<never>(() => undefined) },
    events: { subscribe },
  });
  connect();
  await useProject().open('weeds');
  const shown = await show(NextDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  await settled();
  screen().getByRole('button', { name: 'What did choosing gain?' }).click();
  await settled();
  await tell({ type: 'suggesting', dataset: 'weeds', done: 12, total: 60 });
  expect(screen().getByText('Looking at pictures: 12 of 60')).toBeTruthy();
  await tell({ type: 'suggesting', dataset: 'weeds', done: 60, total: 60 });
  expect(screen().getByText('Two models learn, one from the chosen, one from the drawn …')).toBeTruthy();
  screen().getByRole('button', { name: 'Cancel' }).click();
  await settled();
  expect(screen().queryByRole('alert')).toBeNull();
  screen().getByRole('button', { name: 'What did choosing gain?' }).click();
  await settled();
  expect(program.inputsOf('next.benefit')).toHaveLength(2);
});
