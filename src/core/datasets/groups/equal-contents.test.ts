import { expect, test } from 'vitest';
import { differing, equalContents } from './equal-contents.ts';

const picture = (name: string, content: string, label: string | null = null) => ({ name, content, label });
const names = (groups: { name: string }[][]) => groups.map((group) => group.map(({ name }) => name).join(''));

test('equal contents are one group, single ones none, by their first picture', () => {
  const pictures = [picture('a', '2'), picture('b', '1'), picture('c', '1'), picture('d', '3'), picture('e', '2')];
  expect(names(equalContents(pictures, ({ content }) => content))).toEqual(['ae', 'bc']);
});

test('a group differs where two words are said in it, not where nothing is said of one', () => {
  const said = [picture('a', '1', 'cat'), picture('b', '1', 'dog')];
  const half = [picture('c', '2', 'cat'), picture('d', '2')];
  expect(names(differing([said, half], ({ label }) => label))).toEqual(['ab']);
});
