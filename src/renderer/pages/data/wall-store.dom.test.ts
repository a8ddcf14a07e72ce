import { watch } from 'vue';
import { expect, test } from 'vitest';
import type { ImageIndex } from '../../../shared/contract/image-calls.ts';
import { useProject } from '../../stores/project.ts';
import { datasetView, labelChange } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { settled } from '../../testing/show.ts';
import { selectOnly, toggle } from '../../wall/wall-selection.ts';
import { pictureFlags } from './wall-index.ts';
import { useWall } from './wall-store.ts';

const imageIndex = (labels: number[], ids = labels.map((_, at) => at + 1)): ImageIndex => ({
  classes: ['dock', 'nettle'],
  ids,
  labels,
  flags: labels.map(() => 0),
  contents: ids,
});

async function opened(index: () => ImageIndex | Promise<ImageIndex> = () => imageIndex([0, 0, 1])) {
  const program = fakeProgram({ datasets: { show: () => datasetView() }, images: { index } });
  await useProject().open('weeds');
  useWall().show('weeds', {});
  await settled();
  return { program, wall: useWall() };
}

test('another filter asks anew and chooses nothing; what is shown stays until the answer comes', async () => {
  const slow = Promise.withResolvers<void>();
  const { program, wall } = await opened();
  wall.selection = selectOnly(wall.selection, 1);
  program.answer({
    images: {
      async index({ filter }) {
        await slow.promise;
        return imageIndex(filter.className === 'nettle' ? [1] : [0, 0, 1]);
      },
    },
  });
  wall.show('weeds', { className: 'nettle' });
  await settled();
  expect([wall.isCurrent, wall.ids.length, wall.focusId]).toEqual([false, 3, 2]);
  slow.resolve();
  await settled();
  expect([wall.isCurrent, wall.ids.length, wall.selection.count]).toEqual([true, 1, 0]);
});

test('another data set shows nothing of the one before', async () => {
  const { wall } = await opened();
  wall.selection = selectOnly(wall.selection, 1);
  useProject().id = 'shoes';
  wall.show('shoes', {});
  expect([wall.ids.length, wall.selection.mask.length, wall.focusId]).toEqual([0, 0, null]);
  await settled();
});

test('the answer for a filter that was left meanwhile is not shown', async () => {
  const slow = Promise.withResolvers<void>();
  const { program, wall } = await opened();
  program.answer({
    images: {
      async index({ filter }) {
        if (filter.className === 'dock') await slow.promise;
        return imageIndex(filter.className === 'dock' ? [0] : [1, 1]);
      },
    },
  });
  wall.show('weeds', { className: 'dock' });
  await settled();
  wall.show('weeds', { className: 'nettle' });
  slow.resolve();
  await settled();
  expect([...wall.index.labels]).toEqual([1, 1]);
});

test('what is chosen stays chosen when pictures come and go', async () => {
  const { program, wall } = await opened();
  wall.selection = toggle(selectOnly(wall.selection, 0), 2);
  program.answer({ images: { index: () => imageIndex([0, 1, 1], [9, 3, 1]) } });
  await wall.load();
  expect([wall.chosen(), wall.focusId]).toEqual([[3, 1], 3]);
});

test('a label is shown at once; an answer that was asked for before does not take it back', async () => {
  const { program, wall } = await opened();
  const slow = Promise.withResolvers<void>();
  let answers = 0;
  program.answer({
    images: {
      async index() {
        answers += 1;
        if (answers > 1) return imageIndex([1, 0, 1]);
        await slow.promise;
        return imageIndex([0, 0, 1]);
      },
    },
    labels: { set: () => labelChange() },
  });
  wall.selection = selectOnly(wall.selection, 0);
  const asked = wall.load();
  const set = wall.setLabel('nettle');
  expect([...wall.index.labels]).toEqual([0, 1, 1]);
  const shown: number[] = [];
  watch(() => wall.index, ({ ids, labels }) => shown.push(labels[ids.indexOf(1)]!), { flush: 'sync' });
  await set;
  slow.resolve();
  await asked;
  await settled();
  expect([answers, shown]).toEqual([2, [1]]);
  expect(useProject().view).toMatchObject({ canUndo: true, hasChanges: true });
});

test('a label that is refused is thrown, and the program’s own answer is shown again', async () => {
  const { program, wall } = await opened();
  program.answer({
    labels: {
      set: () => {
        throw refusal({ code: 'bad-usage', message: 'No' });
      },
    },
  });
  wall.selection = selectOnly(wall.selection, 0);
  await expect(wall.setLabel('nettle')).rejects.toThrow('No');
  await settled();
  expect([...wall.index.labels]).toEqual([0, 0, 1]);
});

test('excluding turns round where all that is chosen is out already', async () => {
  const { program, wall } = await opened();
  const flags = [0, 0, 0];
  program.answer({
    images: { index: () => ({ ...imageIndex([0, 0, 1]), flags }) },
    labels: {
      exclude({ images, excluded }) {
        for (const id of images) flags[id - 1] = excluded ? pictureFlags.excluded : 0;
        return labelChange();
      },
    },
  });
  wall.selection = selectOnly(wall.selection, 1);
  expect(await wall.toggleExcluded()).toMatchObject({ isExcluded: true });
  await settled();
  expect([wall.areChosenExcluded, [...wall.index.flags]]).toEqual([true, [0, 1, 0]]);
  wall.selection = toggle(wall.selection, 0);
  expect(await wall.toggleExcluded()).toMatchObject({ isExcluded: true });
  await settled();
  expect(await wall.toggleExcluded()).toMatchObject({ isExcluded: false });
  await settled();
  expect([...wall.index.flags]).toEqual([0, 0, 0]);
});

test('a picture that is wanted is shown as soon as the list holds it', async () => {
  const { wall } = await opened(() => imageIndex([0, 0, 1], [4, 5, 6]));
  expect([wall.goTo(99), wall.focusRequests]).toEqual([false, 0]);
  wall.wanted = 6;
  await wall.load();
  expect([wall.focusId, wall.selection.count, wall.wanted, wall.focusRequests]).toEqual([6, 1, null, 1]);
});
