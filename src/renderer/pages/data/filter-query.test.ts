import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterFromQuery, isFiltered, problems, queryFromFilter } from './filter-query.ts';

test('an address and a filter say the same', () => {
  const filter = fc.record(
    {
      className: fc.option(fc.string({ minLength: 1 }), { nil: null }),
      split: fc.constantFrom('train', 'val', 'test'),
      problem: fc.constantFrom(...problems),
      wrongByRun: fc.integer({ min: 1, max: 10_000 }),
      search: fc.string({ minLength: 1, maxLength: 500 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(filter, (each) => {
      expect(filterFromQuery(queryFromFilter(each))).toEqual({ ...each });
    }),
  );
});

test('what an address says wrongly is left out', () => {
  expect(filterFromQuery({ split: 'middle', problem: 'ugly', wrong: '-3', q: '', class: ['a', 'b'], run: '4' })).toEqual({});
  expect(filterFromQuery({ wrong: '1.5' })).toEqual({});
});

test('whether anything narrows', () => {
  expect([isFiltered({}), isFiltered({ className: null }), isFiltered({ search: '' })]).toEqual([false, true, false]);
});
