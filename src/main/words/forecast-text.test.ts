import { expect, test } from 'vitest';
import type { AdaptedRun } from '../../core/runs/use/adapt.ts';
import type { RunForecast } from '../../core/runs/use/forecast.ts';
import { adaptText } from './forecast-text.ts';

const refused: RunForecast = { images: 300, labelled: 240, split: 'val', independentGroups: null, expectedAccuracy: null, low: null, high: null, refused: 'unfamiliar', unfamiliar: 0.22, atc: 0.78, doc: 0.77, difference: 0.1, leastFamiliar: [], skipped: [] };
const adapted = (changes: Partial<AdaptedRun>): string => adaptText({ from: 3, run: null, indexed: null, images: 256, of: 300, statistics: 40, unchanged: 82, before: refused, after: refused, skipped: [], ...changes }, '/new');

test('how strange pictures are to an adapted run is said of the run as it is, until an index of its own tells it', () => {
  const own = 'That share is of run 3 as it is: how strange they are to it adapted only an index of its own tells';
  expect(adapted({})).toContain(`${own}, which --keep makes.`);
  expect(adapted({ run: 4 })).toContain(`${own}.`);
  expect(adapted({ run: 4, indexed: 200 })).not.toContain(own);
  expect(adapted({ after: { ...refused, refused: 'few-images' } })).not.toContain(own);
});
