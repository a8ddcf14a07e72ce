import { expect, test } from 'vitest';
import type { AdaptedRun } from '../../core/runs/use/adapt.ts';
import type { RunForecast } from '../../core/runs/use/forecast.ts';
import { adaptText, forecastText } from './forecast-text.ts';

const refused: RunForecast = { images: 300, labelled: 240, split: 'val', independentGroups: null, expectedAccuracy: null, low: null, high: null, refused: 'unfamiliar', unfamiliar: 0.22, atc: 0.78, doc: 0.77, difference: 0.1, leastFamiliar: [], skipped: [] };
const adapted = (changes: Partial<AdaptedRun>, folder = '/new'): string => adaptText({ from: 3, run: null, indexed: null, images: 256, of: 300, statistics: 40, unchanged: 82, before: refused, after: refused, skipped: [], ...changes }, folder, (run) => (run === 4 ? '4 "new camera"' : String(run)));

test('how strange pictures are to an adapted run is said of the run as it is, until an index of its own tells it', () => {
  const own = 'That share is of run 3 as it is: how strange they are to it adapted only an index of its own tells';
  expect(adapted({})).toContain(`${own}, which --keep makes.`);
  expect(adapted({ run: 4 })).toContain(`${own}.`);
  expect(adapted({ run: 4 })).toContain('Kept as run 4 "new camera"; run 3 is as it was, and "graft runs delete 4" undoes it.');
  expect(adapted({ run: 4, indexed: 200 })).not.toContain(own);
  expect(adapted({ after: { ...refused, refused: 'few-images' } })).not.toContain(own);
});

test.each([
  ['no-index', null, '(it has no index of that)'],
  ['too-few', null, '(that takes 19 validation pictures)'],
  ['too-few', 12, '(that takes validation pictures of 19 independent groups)'],
] as const)('a figure that nothing guards says which of the causes it is: %s, of %j groups', (unguarded, independentGroups, says) => {
  const figure = { ...refused, refused: null, unfamiliar: null, expectedAccuracy: 0.8, low: 0.7, high: 0.9 };
  expect(forecastText({ ...figure, unguarded, independentGroups })).toContain(`cannot be told ${says}, so nothing keeps`);
  expect(forecastText(figure)).toContain('cannot be told, so nothing keeps');
});

test('the command that makes a run of it can be copied, whatever the folder is called', () => {
  expect(adapted({})).toContain('"graft adapt 3 /new --keep"');
  expect(adapted({}, "/Ann's camera")).toContain(`"graft adapt 3 '/Ann'\\''s camera' --keep"`);
});
