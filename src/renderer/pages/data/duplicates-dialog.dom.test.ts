import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { DuplicateGroup, NearGroup } from '../../../shared/contract/image-calls.ts';
import { useProject } from '../../stores/project.ts';
import { datasetView, labelChange } from '../../testing/answers.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import DuplicatesDialog from './DuplicatesDialog.vue';

type Picture = DuplicateGroup['pictures'][number];
const group = (pictures: [image: number, label: string, split: Picture['split']][], differs: DuplicateGroup['differs']): DuplicateGroup => ({
  width: 320,
  height: 240,
  sizeBytes: 12_000,
  pictures: pictures.map(([image, label, split]) => ({ image, file: `${label}/${image}.jpg`, label, split })),
  differs,
});
const groups = [
  group([[1, 'dock', 'train'], [2, 'dock', 'train'], [3, 'dock', 'train']], []),
  group([[4, 'dock', 'train'], [5, 'nettle', 'val']], ['label', 'split']),
  group([[6, 'dock', 'val'], [7, 'dock', 'val']], []),
];

async function opened() {
  let excluded: number[] = [];
  let before: number[] = [];
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    images: {
      duplicates: () =>
        groups
          .map((each) => ({ ...each, pictures: each.pictures.filter(({ image }) => !excluded.includes(image)) }))
          .filter(({ pictures }) => pictures.length > 1),
    },
    labels: {
      exclude: ({ images }) => {
        [before, excluded] = [excluded, [...excluded, ...images]];
        return labelChange();
      },
      undo: () => {
        const [picture = null] = excluded.filter((image) => !before.includes(image));
        excluded = before;
        return labelChange({ picture });
      },
    },
  });
  await useProject().open('weeds');
  const shown = await show(DuplicatesDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  return program;
}

const rows = () => screen().queryAllByRole('region').map((row) => row.getAttribute('aria-label'));
const focused = () => document.activeElement?.getAttribute('aria-label');
async function press(key: string, held: { ctrlKey?: boolean } = {}) {
  fireEvent.keyDown(document.activeElement!, { key, ...held });
  if (key === 'Enter') (document.activeElement as HTMLElement).click();
  await settled();
}

test('equal pictures side by side with what differs; arrows choose, Enter keeps, undo brings the group back', async () => {
  const program = await opened();
  expect(rows()).toEqual([
    '3 equal pictures of 320 × 240, 12 kB',
    '2 equal pictures of 320 × 240, 12 kB · they differ in class and side of the split',
    '2 equal pictures of 320 × 240, 12 kB',
  ]);
  expect(focused()).toBe('Keep dock/1.jpg: dock, training');
  await press('ArrowDown');
  await press('ArrowRight');
  expect(focused()).toBe('Keep nettle/5.jpg: nettle, validation');
  await press('Enter');
  expect(program.inputsOf('labels.exclude')).toEqual([{ dataset: 'weeds', images: [4], excluded: true }]);
  expect(rows()).toHaveLength(2);
  // On to the group that came to its place.
  expect(focused()).toBe('Keep dock/6.jpg: dock, validation');
  await press('z', { ctrlKey: true });
  expect([rows().length, focused()]).toEqual([3, 'Keep dock/4.jpg: dock, training']);
});

test('the first of each is kept as one change, but where classes differ somebody has to look', async () => {
  const program = await opened();
  screen().getByRole('button', { name: 'Keep the first of each (2 groups)' }).click();
  await settled();
  expect(program.inputsOf('labels.exclude')).toEqual([{ dataset: 'weeds', images: [2, 3, 7], excluded: true }]);
  expect(rows()).toEqual(['2 equal pictures of 320 × 240, 12 kB · they differ in class and side of the split']);
  await press('Enter');
  expect(screen().getByRole('heading', { name: 'No copies' })).toBeTruthy();
});

test('nearly equal pictures are looked for, the largest first with sizes; only what is sure is kept in bulk', async () => {
  const pictures = ([first, ...others]: number[], size: number): NearGroup['pictures'] =>
    [first!, ...others].map((image, at) => ({ image, file: `dock/${image}.jpg`, label: 'dock', split: at === 0 ? 'train' : 'val', width: size / (at + 1), height: 240, sizeBytes: 12_000 }));
  const near: NearGroup[] = [
    { pictures: pictures([1, 2], 320), isSure: true, distance: 2, differs: ['split'] },
    { pictures: pictures([3, 4], 320), isSure: false, distance: 8, differs: ['split'] },
  ];
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    images: { nearDuplicates: () => ({ groups: near, unlooked: 0 }) },
    labels: { exclude: () => labelChange() },
  });
  await useProject().open('weeds');
  const shown = await show(DuplicatesDialog, { 'open': false, 'kind': 'near', 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  await settled();
  expect(rows()).toEqual(['2 pictures, nearly the same · they differ in side of the split', '2 pictures, likely the same: please look · they differ in side of the split']);
  expect(screen().getByRole('button', { name: /Keep dock\/2/ }).textContent).toContain('160 × 240, 12 kB');
  screen().getByRole('button', { name: 'Keep the largest of 1 group' }).click();
  await settled();
  expect(program.inputsOf('labels.exclude')).toEqual([{ dataset: 'weeds', images: [2], excluded: true }]);
  expect(program.inputsOf('images.nearDuplicates')).toEqual([{ dataset: 'weeds', known: false }, { dataset: 'weeds', known: true }]);
});
