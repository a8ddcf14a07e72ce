import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Grouping } from '../../store/groups.ts';
import { fileList } from '../../store/file-list.fixture.ts';
import type { ImageLabel } from '../../store/labels.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { layLabels, placeImages, readFolders } from '../known/placed-image.ts';
import { planVersion, type PlannedVersion } from './plan-version.ts';

/** Of few contents, so that many are equal; one of seven is damaged. */
const fileOf = (path: string, content: number): ScannedFile => {
  const isBad = content % 7 === 6;
  return { path, sha256: content.toString(16).padStart(64, '0'), problem: isBad ? 'damaged' : null, sizeBytes: 1, modifiedMs: 1, width: 4, height: 4 };
};
const files = fc
  .uniqueArray(fc.tuple(fc.constantFrom('cats', 'dogs', 'e\u0301l', 'train/cats', 'val/cats'), fc.string({ unit: fc.constantFrom('a', '\n', '\ue000', '😀'), minLength: 1, maxLength: 3 })), { selector: String, maxLength: 40 })
  .chain((names) => fc.tuple(fc.constant(names), fc.array(fc.nat(20), { minLength: names.length, maxLength: names.length })))
  .map(([names, contents]) => names.map(([folder, name], i) => fileOf(`${folder}/${name}.png`, contents[i]!)));
const labelOf = ({ path, sha256 }: ScannedFile, i: number): ImageLabel => ({ path, sha256, label: i % 3 === 0 ? 'birds' : null, excluded: i % 3 === 1, side: i % 3 === 2 ? 'val' : null });
const shares = fc.record({ val: fc.constantFrom(0, 0.2, 0.5), test: fc.constantFrom(0, 0.2), seed: fc.nat(3) });

/** All but what hangs on the order: the one file that is named as an example, and places. */
const told = ({ members, leftOut, ...plan }: PlannedVersion) => ({
  ...plan,
  leftOut: leftOut.map((note) => ({ ...note, example: null })),
  members: Array.from(members, (member) => ({ ...member, position: null })),
});

test('a plan of a list is that of an array, in whatever order the files come; positions lead to the files', () => {
  fc.assert(
    fc.property(files, fc.nat(5), shares, fc.boolean(), (found, said, asked, isGrouped) => {
      const labels = found.slice(0, said).map(labelOf);
      const grouping: Grouping | null = isGrouped ? { source: 'name', keys: new Map(found.map(({ sha256 }) => [sha256!, `group ${sha256!.at(-1)}`])) } : null;
      const listed = fileList(found);
      listed.sortByPath();
      const ofList = planVersion(placeImages(listed, labels, null), asked, new Map(), grouping);
      const placed = layLabels(readFolders(found, null), new Map(labels.map((label) => [label.path, label])));
      const ofArray = planVersion(placed, asked, new Map(), grouping);
      expect(told(ofArray)).toEqual(told(ofList));
      for (const { position, path, sha256 } of ofArray.members) expect(placed.images[position]!.file).toMatchObject({ path, sha256, problem: null });
      for (const { position, path } of ofList.members) expect(listed.at(position)!.path).toBe(path);
      expect(Array.from(ofArray.members, ({ path }) => path)).toEqual(Array.from(ofArray.members, ({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1)));
    }),
  );
});

test('a plan of many files, which are packed and gone through, is that of an array', () => {
  const found = Array.from({ length: 25_000 }, (_, i) => fileOf(`${i % 2 ? 'cats' : 'dogs'}/${i}.png`, i));
  const listed = fileList(found);
  listed.sortByPath();
  const asked = { val: 0.2, test: 0.1, seed: 1 };
  const ofList = planVersion(placeImages(listed, [], null), asked, new Map());
  expect(Array.isArray(ofList.members)).toBe(false);
  expect(told(ofList)).toEqual(told(planVersion(layLabels(readFolders(found, null), new Map()), asked, new Map())));
});
