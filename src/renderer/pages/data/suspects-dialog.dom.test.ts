import { expect, test } from 'vitest';
import type { SuspectList, SuspectYield } from '../../../shared/contract/suspect-calls.ts';
import { useProject } from '../../stores/project.ts';
import { datasetView, labelChange } from '../../testing/answers.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { press, screen, show } from '../../testing/show.ts';
import SuspectsDialog from './SuspectsDialog.vue';

const yielded = (more: Partial<SuspectYield> = {}): SuspectYield => ({ judged: 0, wrong: 0, unsure: 0, rightInARow: 0, mostWrong: 1, isTimeToStop: false, ...more });
const suspect = (image: number): SuspectList['suspects'][number] => ({
  rank: image,
  image,
  file: `dock/${image}.jpg`,
  split: 'train',
  given: 'dock',
  likely: 'nettle',
  score: 0.1,
  neighbours: [7, 8, 9].map((other) => ({ image: other, file: `nettle/${other}.jpg`, label: 'nettle' })),
});
const list = (more: Partial<SuspectList> = {}): SuspectList => ({
  backbone: 'resnet18',
  judged: 100,
  accuracy: 0.9,
  doubts: [],
  found: 3,
  settled: 0,
  unsure: 0,
  suspects: [1, 2, 3].map(suspect),
  yield: yielded(),
  ...more,
});

async function opened(found: SuspectList = list(), classes = datasetView().classes) {
  let judged = 0;
  const program = fakeProgram({
    datasets: { show: () => datasetView({ classes }) },
    suspects: {
      find: () => found,
      judge: ({ said }: { said: string | null }) => {
        judged += 1;
        return { change: said === 'nettle' ? labelChange() : null, yield: yielded({ judged, wrong: 1, rightInARow: judged - 1, isTimeToStop: judged > 1 }) };
      },
      takeBack: () => ({ change: null, yield: yielded() }),
    },
  });
  await useProject().open('weeds');
  const shown = await show(SuspectsDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  return program;
}
test('one at a time: wrong, right and unsure by a key each, with how many were wrong so far, when to stop, and undo', async () => {
  const program = await opened();
  expect(screen().getByText('None judged so far.')).toBeTruthy();
  expect(screen().getByText('1 of 3')).toBeTruthy();
  await press('w');
  expect(screen().getByText('1 of 1 judged was wrong.')).toBeTruthy();
  expect(screen().getByText('2 of 3')).toBeTruthy();
  await press('r');
  expect(screen().getByText(/The last one was right/)).toBeTruthy();
  await press('z', { ctrlKey: true });
  expect(screen().getByText('2 of 3')).toBeTruthy();
  await press('u');
  await press('r');
  expect(screen().getByRole('heading', { name: 'All judged' })).toBeTruthy();
  expect(program.inputsOf('suspects.judge')).toEqual([
    { dataset: 'weeds', image: 1, said: 'nettle' },
    { dataset: 'weeds', image: 2, said: 'dock' },
    { dataset: 'weeds', image: 2, said: null },
    { dataset: 'weeds', image: 3, said: 'dock' },
  ]);
  // Another window may have judged another since.
  expect(program.inputsOf('suspects.takeBack')).toEqual([{ dataset: 'weeds', image: 2 }]);
});

test('another class is chosen from a menu: arrows go through it and say nothing, Enter does; Caps Lock changes no key', async () => {
  const program = await opened(list(), ['dock', 'nettle', 'thistle', 'yarrow'].map((name) => ({ name, count: 9 })));
  const other = screen().getByRole('button', { name: 'Another class …' });
  other.focus();
  await press('ArrowDown');
  await press('ArrowDown');
  expect(screen().getAllByRole('menuitem').map(({ textContent }) => textContent.trim())).toEqual(['thistle', 'yarrow']);
  expect(program.inputsOf('suspects.judge')).toEqual([]);
  await press('Enter');
  await press('R');
  expect(program.inputsOf('suspects.judge')).toEqual([
    { dataset: 'weeds', image: 1, said: 'yarrow' },
    { dataset: 'weeds', image: 2, said: 'dock' },
  ]);
});

test('a weak model is said to be one', async () => {
  await opened(list({ doubts: [{ kind: 'weak-model', accuracy: 0.6 }, { kind: 'few-pictures', className: 'dock', images: 4 }] }));
  expect(screen().getByText(/agree with only 60/)).toBeTruthy();
  expect(screen().getByText('Unsure: dock has only 4 pictures.')).toBeTruthy();
});

test('one that a person was unsure of before says so', async () => {
  await opened(list({ unsure: 1 }));
  const again = 'You were unsure of this one before; those come last.';
  await press('r');
  expect([screen().getByText('2 of 3') !== null, screen().queryByText(again)]).toEqual([true, null]);
  await press('r');
  expect([screen().getByText('3 of 3') !== null, screen().getByText(again) !== null]).toEqual([true, true]);
});
