import { expect, test } from 'vitest';
import { useProject } from '../../stores/project.ts';
import { datasetView, imageAnswer, labelChange, runDetails, verdictAnswer } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { settled } from '../../testing/show.ts';
import { selectOnly, toggle } from '../../wall/wall-selection.ts';
import { useEvaluation } from './evaluation-store.ts';

const said = () => [
  imageAnswer(1, 'dock', 'nettle'),
  imageAnswer(2, 'dock', 'dock'),
  imageAnswer(3, 'nettle', 'dock'),
  imageAnswer(4, 'nettle', 'nettle'),
];

async function opened() {
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    runs: { show: ({ run }) => runDetails(run) },
    evaluations: { answers: said, verdict: () => verdictAnswer(), testLedger: () => null, testLock: () => null, ownConsistency: () => null },
  });
  await useProject().open('weeds');
  useEvaluation().showRun(7);
  await settled();
  return { program, store: useEvaluation() };
}
const shownIds = () => [...useEvaluation().ids];

test('a run brings its answers: first what is wrong, then the pictures of a cell', async () => {
  const { store } = await opened();
  expect(shownIds()).toEqual([1, 3]);
  store.selection = selectOnly(store.selection, 1);
  store.showOnly({ kind: 'cell', label: 'dock', predicted: 'dock' });
  expect([shownIds(), store.selection.count]).toEqual([[2], 0]);
  store.focusWall();
  expect([store.focused?.image, store.chosen()]).toEqual([2, [2]]);
});

test('judged by the test pictures where there are some, never by a folder that was classified later', async () => {
  const { program, store } = await opened();
  const [val] = runDetails(1).evaluations;
  program.answer({
    runs: {
      show: ({ run }) =>
        runDetails(run, {
          evaluations: [{ ...val!, id: 1 }, { ...val!, id: 2, split: 'test' }, { ...val!, id: 3, split: 'test', folder: '/elsewhere' }],
        }),
    },
  });
  store.showRun(8);
  await settled();
  expect(store.evaluation?.id).toBe(2);
});

test('the answers of a run that was left meanwhile are not shown', async () => {
  const { program, store } = await opened();
  const slow = Promise.withResolvers<void>();
  program.answer({
    evaluations: {
      async answers({ run }) {
        if (run === 8) await slow.promise;
        return [imageAnswer(run * 10, 'dock', 'nettle')];
      },
    },
  });
  store.showRun(8);
  await settled();
  store.showRun(9);
  expect([store.details, shownIds()]).toEqual([null, []]);
  slow.resolve();
  await settled();
  expect([store.details?.run, shownIds()]).toEqual([9, [90]]);
});

test('a label is shown at once and taken back where it is refused', async () => {
  const { program, store } = await opened();
  const late = Promise.withResolvers<void>();
  program.answer({
    labels: {
      async set() {
        await late.promise;
        throw refusal({ code: 'database-locked', message: 'Another program writes' });
      },
    },
  });
  store.selection = selectOnly(store.selection, 0);
  const call = store.setLabel('nettle');
  expect(store.focused?.currentLabel).toBe('nettle');
  late.resolve();
  await expect(call).rejects.toThrow('Another program writes');
  expect(store.focused?.currentLabel).toBe('dock');
});

test('answers that were asked for before a label do not take it back, and are asked for again', async () => {
  const { program, store } = await opened();
  const late = Promise.withResolvers<void>();
  let isKnown = false;
  program.answer({
    evaluations: {
      async answers() {
        const answer = said().map((each) => (isKnown && each.image === 1 ? { ...each, currentLabel: 'nettle' } : each));
        await late.promise;
        return answer;
      },
    },
    labels: {
      set() {
        isKnown = true;
        return labelChange();
      },
    },
  });
  const asked = store.load();
  await settled();
  store.selection = selectOnly(store.selection, 0);
  const call = store.setLabel('nettle');
  late.resolve();
  await Promise.all([asked, call]);
  expect(store.focused?.currentLabel).toBe('nettle');
  await settled();
  expect(store.answers.find(({ image }) => image === 1)?.currentLabel).toBe('nettle');
});

test('excluding turns round where all that is chosen is out; pictures that are gone are left alone', async () => {
  const { program, store } = await opened();
  program.answer({
    evaluations: { answers: () => [...said(), { ...imageAnswer(5, 'dock', 'nettle'), image: null }] },
    labels: { exclude: () => labelChange() },
  });
  await store.load();
  expect(shownIds()).toEqual([1, 3, -1]);
  store.selection = toggle(toggle(selectOnly(store.selection, 0), 1), 2);
  expect(await store.toggleExcluded()).toMatchObject({ isExcluded: true });
  expect(store.areChosenExcluded).toBe(true);
  expect(await store.toggleExcluded()).toMatchObject({ isExcluded: false });
  expect(program.inputsOf('labels.exclude')).toEqual([
    { dataset: 'weeds', images: [1, 3], excluded: true },
    { dataset: 'weeds', images: [1, 3], excluded: false },
  ]);
});

test('taking back asks for the answers again', async () => {
  const { program, store } = await opened();
  program.answer({ labels: { undo: () => labelChange({ canRedo: true }) } });
  const before = program.inputsOf('evaluations.answers').length;
  await store.undo();
  expect([program.inputsOf('evaluations.answers').length - before, useProject().view?.canRedo]).toEqual([1, true]);
});
