import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { burstKeys, copyKeys, folderKeys, identifierKeys, joinKeys, stemKeys, type GroupKeys, type GroupRule, type NamedPicture } from './detect-groups.ts';

interface GoldenCase {
  what: string;
  files: { path: string; class: string }[];
  times?: (number | null)[];
  groups: number[][];
  rules: string[];
}
const { cases } = (JSON.parse(readFileSync(new URL('../../../../test/golden/groups.json', import.meta.url), 'utf8')) as { groups: { cases: GoldenCase[] } }).groups;

/** All rules together: copies and bursts, then the first of folder, identifier, stem that says something. */
function together(pictures: readonly NamedPicture[], times: readonly (number | null)[] | undefined) {
  const { keys, bases } = copyKeys(pictures);
  const found: { rule: GroupRule; keys: GroupKeys }[] = [{ rule: 'copies', keys }];
  if (times) found.push({ rule: 'burst', keys: burstKeys(times.map((seconds) => (seconds === null ? null : seconds * 1000))) });
  const last = [
    { rule: 'folder' as const, keys: folderKeys(pictures) },
    { rule: 'identifier' as const, keys: identifierKeys(pictures, bases) },
    { rule: 'stem' as const, keys: stemKeys(pictures, bases) },
  ].find(({ rule, keys: own }) => own !== null && joinKeys(pictures.length, [{ rule, keys: own }]).groups.length > 0);
  return joinKeys(pictures.length, last ? [...found, { rule: last.rule, keys: last.keys! }] : found);
}

test('a folder name under several classes is one group; numbers, batches and what any folder is called count within their class', () => {
  const keysOf = (paths: string[]) => folderKeys(paths.flatMap((path) => [1, 2].map((at) => ({ path: `${path}/${at}.jpg`, className: path.split('/')[0] === 'train' ? path.split('/')[1]! : path.split('/')[0]! }))))?.filter((_, at) => at % 2 === 0);
  expect(keysOf(['rust/plot 1', 'well/plot 1', 'well/plot 2'])).toEqual(['plot 1', 'plot 1', 'plot 2']);
  expect(keysOf(['rust/Süd'.normalize('NFD'), 'well/Süd'.normalize('NFC'), 'well/north'])).toEqual(['Süd', 'Süd', 'north']);
  expect(keysOf(['train/rust/plot 1/day', 'well/plot 1/day', 'well/plot 1/night'])).toEqual(['plot 1/day', 'plot 1/day', 'plot 1/night']);
  for (const [one, other] of [['1', '2'], ['batch_1', 'batch 2'], ['100CANON', '101_PANA'], ['images', 'raw'], ['IMG', 'Photos']] as const)
    expect(keysOf([`rust/${one}`, `rust/${other}`, `well/${one}`])).toEqual([`rust/${one}`, `rust/${other}`, `well/${one}`]);
  // One such folder in each class is another name of the class.
  expect(keysOf(['rust/images', 'well/images'])).toBeUndefined();
});

test.each(cases)('$what', ({ files, times, groups, rules }) => {
  const found = together(files.map(({ path, class: className }) => ({ path, className })), times);
  expect(found.groups).toEqual(groups);
  expect(found.rules).toEqual(rules);
});
