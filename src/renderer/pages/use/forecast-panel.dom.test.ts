import { within } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { fakeProgram } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import { wordsIn } from '../../testing/words-in.ts';
import ForecastPanel from './ForecastPanel.vue';
import { adaptedNotes, forecastWords } from './forecast-words.ts';

test('a folder without classes is asked about at once; adapting keeps a run only where the person says so, and is taken back', async () => {
  const program = fakeProgram();
  const onUse = vi.fn();
  const figures = (more = {}) => ({ images: 300, labelled: 257, independentGroups: null, split: 'val' as const, expectedAccuracy: 0.87, low: 0.82, high: 0.91, atc: 0.87, doc: 0.85, difference: 0.12, refused: null, unfamiliar: 0.02, ...more });
  const refused = figures({ expectedAccuracy: null, low: null, high: null, refused: 'methods-apart', atc: 0.6, doc: 0.8 });
  program.answer({
    use: {
      forecast: () => ({ ...figures(), skipped: 2, leastFamiliar: [{ file: 'a/odd.jpg', unfamiliar: true, seen: '/samples/t/0' }] }),
      adapt: ({ keep }) => ({ run: keep ? 12 : null, indexed: keep ? 200 : null, images: 256, of: 300, statistics: 40, unchanged: 62, before: figures(), after: refused, skipped: 0 }),
    },
    runs: { remove: () => ({ freedBytes: 1 }) },
  });
  await show(ForecastPanel, { run: 7, title: 'Run 7', folder: '/photos/new-camera', onUse });
  await settled();
  const panel = within(screen().getByRole('region', { name: 'What to expect of “new-camera”' }));
  expect(program.inputsOf('use.forecast')).toEqual([{ run: 7, folder: '/photos/new-camera' }]);
  expect(panel.getByText('Probably right about 87% of the time, between 82% and 91%')).toBeTruthy();
  expect(panel.getByText(/^For 300 pictures, by 257 validation pictures; difference of confidences \(DoC\) says 85%/)).toBeTruthy();
  expect([panel.getByRole('meter', { name: 'How different they are' }).getAttribute('aria-valuenow'), panel.getByText('2 files could not be read.') !== null]).toEqual(['0.12', true]);
  expect([panel.getByRole('img', { name: 'a/odd.jpg' }).getAttribute('src'), panel.getByText('never seen anything like it') !== null]).toEqual(['/samples/t/0', true]);
  panel.getByRole('button', { name: 'Try it' }).click();
  await settled();
  expect(panel.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual(['', '87% (82% to 91%)', 'no figure', '12%', '12%']);
  expect(panel.getByText('Adapted: Two methods are too far apart to believe either: 60% (ATC) and 80% (DoC). Give 50 of these pictures a class; then Evaluate tells.')).toBeTruthy();
  panel.getByRole('button', { name: 'Keep as a new run' }).click();
  await settled();
  expect(program.inputsOf('use.adapt')).toEqual([false, true].map((keep) => ({ run: 7, folder: '/photos/new-camera', keep })));
  expect(panel.getByText('Kept as run 12; run 7 is as it was.')).toBeTruthy();
  panel.getByRole('button', { name: 'Use run 12' }).click();
  expect(onUse).toHaveBeenCalledWith(12);
  panel.getByRole('button', { name: 'Take it back: delete run 12' }).click();
  await settled();
  expect([program.inputsOf('runs.remove'), panel.getByText('Run 12 is gone; nothing was kept.') !== null]).toEqual([[{ run: 12 }], true]);
});

test('adapting is stopped by a button, and can be tried again', async () => {
  const told = { images: 300, labelled: 257, independentGroups: null, split: 'val' as const, expectedAccuracy: null, low: null, high: null, atc: 0.9, doc: 0.9, difference: 0.3, refused: 'few-labelled' as const, unfamiliar: null };
  const program = fakeProgram({ use: { forecast: () => ({ ...told, skipped: 0, leastFamiliar: [] }), adapt: () => new Promise<never>(() => undefined) } });
  await show(ForecastPanel, { run: 7, title: 'Run 7', folder: '/photos/new-camera' });
  await settled();
  screen().getByRole('button', { name: 'Try it' }).click();
  await settled();
  screen().getByRole('button', { name: 'Cancel' }).click();
  await settled();
  screen().getByRole('button', { name: 'Try it' }).click();
  await settled();
  expect(program.inputsOf('use.adapt')).toHaveLength(2);
  expect(screen().queryByRole('alert')).toBeNull();
});

test('where no figure can be said it says why, and a camera is not known by a few pictures', async () => {
  fakeProgram({
    use: { forecast: () => ({ images: 20, labelled: 60, independentGroups: null, split: 'val', expectedAccuracy: null, low: null, high: null, atc: 0.9, doc: 0.9, difference: 0.3, refused: 'few-labelled', unfamiliar: null, skipped: 0, leastFamiliar: [] }) },
  });
  await show(ForecastPanel, { run: 7, title: 'Run 7', folder: '/photos/few' });
  await settled();
  expect(screen().getByText('Too few to judge by: the run has 60 validation pictures, and it takes 200. Give 50 of these pictures a class; then Evaluate tells.')).toBeTruthy();
  expect(screen().getByText('It takes 32 pictures; here are 20.')).toBeTruthy();
  expect([screen().queryByRole('button', { name: 'Try it' }), screen().getByRole('button', { name: 'Let it tell' }) !== null]).toEqual([null, true]);
});

test('of pictures that are like nothing it learned from no figure is said', async () => {
  fakeProgram({
    use: { forecast: () => ({ images: 400, labelled: 257, independentGroups: null, split: 'val', expectedAccuracy: null, low: null, high: null, atc: 0.8, doc: 0.8, difference: 0.1, refused: 'unfamiliar', unfamiliar: 0.6, skipped: 0, leastFamiliar: [] }) },
  });
  await show(ForecastPanel, { run: 7, title: 'Run 7', folder: '/photos/strange' });
  await settled();
  expect(screen().getByText('60% of them are like nothing that it learned from, more than its false alarms explain. Give 50 of these pictures a class; then Evaluate tells.')).toBeTruthy();
});

test.each([
  ['en', /^It cannot tell whether these are like anything that it learned from/, /^That share is of run 7 as it is: .*kept\.$/, /^Run 12 has no index yet/],
  ['de', /^Ob diese Bilder dem gleichen, woraus es gelernt hat, kann es nicht sagen/, /^Dieser Anteil gilt für Lauf 7, wie er ist: .*beim Behalten entsteht\.$/, /^Lauf 12 hat noch kein Verzeichnis/],
] as const)('a figure that nothing guards says so, as it is and adapted; whose strange pictures refuse the adapted one is said (%s)', (language, unguarded, borrowed, notIndexed) => {
  const words = wordsIn(language);
  const figures = { images: 300, labelled: 257, independentGroups: 40, split: 'val' as const, expectedAccuracy: 0.87, low: 0.82, high: 0.91, atc: 0.87, doc: 0.85, difference: 0.12, refused: null, unfamiliar: null };
  const strange = { ...figures, expectedAccuracy: null, low: null, high: null, refused: 'unfamiliar' as const, unfamiliar: 0.6 };
  const adapted = { run: null, indexed: null, images: 256, of: 300, statistics: 40, unchanged: 62, skipped: 0 };
  expect(forecastWords(figures, words).doubt).toMatch(unguarded);
  // One cause, the one that holds.
  const causes = [['no-index', 40], ['too-few', null], ['too-few', 40]] as const;
  const index = { en: 'no index', de: 'kein Verzeichnis' }[language];
  expect(causes.map(([cause, independentGroups]) => {
    const doubt = forecastWords({ ...figures, unguarded: cause, independentGroups }, words).doubt!;
    return [doubt.includes(index), doubt.includes('19'), /groups|Gruppen/.test(doubt)];
  })).toEqual([[true, false, false], [false, true, false], [false, true, true]]);
  expect([forecastWords({ ...figures, unfamiliar: 0.02 }, words).doubt, forecastWords(strange, words).doubt]).toEqual([null, null]);
  expect(adaptedNotes(7, { ...adapted, before: figures, after: figures }, words)).toEqual([expect.stringMatching(unguarded)]);
  expect(adaptedNotes(7, { ...adapted, before: { ...figures, unfamiliar: 0.02 }, after: strange }, words)).toEqual([expect.stringContaining('60'), expect.stringMatching(borrowed)]);
  expect(adaptedNotes(7, { ...adapted, run: 12, before: strange, after: { ...figures, unfamiliar: 0.02 } }, words)).toEqual([expect.stringContaining('60'), expect.stringMatching(notIndexed)]);
  expect(adaptedNotes(7, { ...adapted, run: 12, indexed: 200, before: { ...figures, unfamiliar: 0.02 }, after: { ...figures, unfamiliar: 0.02 } }, words)).toEqual([]);
});
