import { expect, test } from 'vitest';
import { testLooksText } from './test-ledger-text.ts';

test('looks call runs by their names, of several together too', () => {
  const look = (model: string) => ({ id: 1, datasetId: 'leaves', atMs: 0, version: 1, model });
  const text = testLooksText([look('1'), look('1+12 average')], 'leaves', (run) => (run === 1 ? '1 "first try"' : String(run)));
  expect(text.split('\n').slice(1, 3).map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual(['1970-01-01 00:00 | 1 | 1 "first try"', '1970-01-01 00:00 | 1 | 1 "first try" + 12 average']);
});
