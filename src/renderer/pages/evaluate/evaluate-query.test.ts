import { expect, test } from 'vitest';
import { queryFromShown, shownFromQuery } from './evaluate-query.ts';
import type { ShownResults } from './evaluate-query.ts';

test.each<ShownResults>([
  { run: null, tab: 'mistakes', filter: null, with: null },
  { run: 7, tab: 'compare', filter: null, with: 5 },
  { run: 12, tab: 'mistakes', filter: { kind: 'cell', label: 'a & b', predicted: 'c=d' }, with: null },
])('the address keeps what is shown: $run $tab', (shown) => {
  const query = Object.fromEntries(new URLSearchParams(queryFromShown(shown)));
  expect(shownFromQuery(query)).toEqual(shown);
});

test('what is written wrongly is left out', () => {
  expect(shownFromQuery({ run: '-3', tab: 'nothing', said: 'dock', with: ['1', '2'] })).toEqual({
    run: null,
    tab: 'mistakes',
    filter: null,
    with: null,
  });
});
