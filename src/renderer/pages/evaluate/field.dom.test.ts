import { expect, test } from 'vitest';
import type { ShortcutTest, StressCard } from '../../../shared/stress.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import FieldTab from './FieldTab.vue';

const level = (at: number, value: number | null, accuracy: number, p: number) => ({ level: at, value, accuracy, low: accuracy - 0.1, high: accuracy + 0.1, p });
const card: StressCard = {
  run: 7,
  images: 24,
  of: 60,
  kinds: [
    {
      kind: 'crop',
      levels: [level(0, null, 0.8, 1), level(1, 0.85, 0.7, 0.4), level(2, 0.7, 0.3, 0.01)],
      breakPoints: [
        { label: 'dock', level: 2, value: 0.7, found: 8, left: 1, images: 10, isShown: true },
        { label: 'nettle', level: 2, value: 0.7, found: 3, left: 1, images: 10, isShown: false },
      ],
      augment: 'light',
    },
  ],
};
const share = (accuracy: number, p: number) => ({ accuracy, low: accuracy - 0.1, high: accuracy + 0.1, p });
const shortcut: ShortcutTest = {
  run: 7,
  images: 24,
  of: 24,
  guessing: 0.5,
  plain: share(0.8, 0),
  objectCovered: share(0.5, 0.6),
  elsewhereCovered: share(0.75, 0),
  borderAlone: share(0.7, 0.01),
  objectMatters: 0.01,
  pictures: [
    { image: 1, file: 'dock/1.jpg', label: 'dock', objectCovered: 'nettle', borderAlone: 'dock' },
    { image: 2, file: 'dock/2.jpg', label: 'dock', objectCovered: 'dock', borderAlone: 'nettle' },
  ],
};
const text = () => document.body.textContent.replaceAll(/\s+/g, ' ');

test('nothing is computed until it is asked for; then the table marks what is shown to lose and names where classes are lost', async () => {
  const program = fakeProgram({
    evaluations: {
      field: () => ({ stress: null, shortcut: null }),
      stress: () => card,
      shortcut: () => shortcut,
      covered: ({ images, way }) => images.map((image) => ({ image, url: way === 'border-alone' ? `/samples/t/${image}` : null })),
    },
  });
  await show(FieldTab, { run: 7 }, { at: '/projects/weeds/evaluate' });
  await settled();
  expect(program.inputsOf('evaluations.stress')).toEqual([]);
  const [stress, object] = screen().getAllByRole('button', { name: 'Find out' });
  stress!.click();
  await settled();
  const cells = screen().getAllByRole('cell').map((cell) => cell.textContent.replaceAll(/\s+/g, ' ').trim());
  expect(cells.slice(-3)).toEqual(['80%70% to 90%', '70%60% to 80%', 'loses:30%20% to 40%']);
  const curve = document.querySelector('td:nth-child(2) svg')!;
  expect([...curve.querySelectorAll('circle')].map((point) => point.classList.contains('lost'))).toEqual([false, false, true]);
  expect(text()).toContain('dock70% of the side');
  expect(text()).not.toContain('nettle');
  expect(text()).toContain('On 24 of 60 validation pictures');
  expect(text()).toContain('Cropped: training with pictures that are changed as it learns (augmentation: light)');
  object!.click();
  await settled();
  expect(text()).toContain('The edge alone tells more than guessing');
  const pictures = () => screen().getAllByRole('img').map((picture) => [picture.getAttribute('alt'), picture.getAttribute('src')]);
  expect(pictures()).toEqual([
    ['dock: dock/1.jpg', '/images/1?size=160'],
    ['dock: dock/2.jpg', '/images/2?size=160'],
  ]);
  expect(text()).toContain('Right with what spoke most covered: 1 picture');
  // As the network saw them, by the test's own work; one whose file has changed says so.
  for (const ask of screen().getAllByRole('button', { name: 'Show them as the network saw them' })) ask.click();
  await settled();
  expect(program.inputsOf('evaluations.covered')).toEqual([
    { run: 7, images: [1], way: 'border-alone' },
    { run: 7, images: [2], way: 'object-covered' },
  ]);
  expect(pictures()).toEqual([
    ['dock: dock/1.jpg, only its edge', '/samples/t/1'],
    ['dock: dock/2.jpg; the file is not what the run saw any more', '/images/2?size=160'],
  ]);
  expect(screen().queryByRole('button', { name: 'Show them as the network saw them' })).toBeNull();
});

test('what was found before is there at once, and a refusal stands with what can be done', async () => {
  const program = fakeProgram({ evaluations: { field: () => ({ stress: card, shortcut: null }) } });
  await show(FieldTab, { run: 7 }, { at: '/projects/weeds/evaluate' });
  await settled();
  expect(screen().getByRole('table')).toBeTruthy();
  program.answer({
    evaluations: {
      shortcut: () => {
        throw refusal({ code: 'bad-data-set', message: 'Run 7 has no validation pictures that can be read', values: { kind: 'validation-unreadable' } });
      },
    },
  });
  screen().getByRole('button', { name: 'Find out' }).click();
  await settled();
  expect(screen().getByRole('alert')).toBeTruthy();
  expect(screen().getByRole('table')).toBeTruthy();
  // What is tried again is what was refused, not the figures that are there.
  program.answer({ evaluations: { shortcut: () => shortcut } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().queryByRole('alert')).toBeNull();
  expect(text()).toContain('The edge alone tells more than guessing');
});

test('of pictures in groups the number of groups stands beside them; of too few there is no range', async () => {
  const narrow = { ...card, independentGroups: 3, kinds: card.kinds.map((kind) => ({ ...kind, levels: kind.levels.map((one) => ({ ...one, low: null, high: null })) })) };
  fakeProgram({ evaluations: { field: () => ({ stress: narrow, shortcut: { ...shortcut, independentGroups: 12 } }) } });
  await show(FieldTab, { run: 7 }, { at: '/projects/weeds/evaluate' });
  await settled();
  expect(text()).toContain('hardly by chance (of 3 independent groups, Holm');
  expect(text()).toContain('only 3 independent groups: a range takes 5');
  expect(text()).toContain('from 12 independent groups');
  expect(text()).toContain('80% (70% to 90%)');
  expect(screen().getAllByText('no range')).toHaveLength(3);
});
