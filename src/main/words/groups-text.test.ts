import { expect, test } from 'vitest';
import { appliedText } from './groups-text.ts';

const applied = (unjudged: readonly string[], train = 40) =>
  appliedText({ source: 'name', count: 3, largest: 9, straddling: 0, since: 0, sides: { train, val: 10, test: 0 }, unjudged }, 2, 'leaves');

test('classes that no picture is left to judge by are named, five of them and how many more', () => {
  const classes = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(applied(classes)).toContain('no picture is left to judge a, b, c, d, e and 1 more by:');
  expect(applied(classes.slice(0, 5))).toContain('no picture is left to judge a, b, c, d, e by:');
  expect(applied([])).not.toContain('left to judge');
  expect(applied(classes, 0)).not.toContain('left to judge');
});
