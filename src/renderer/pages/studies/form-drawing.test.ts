import { expect, test } from 'vitest';
import { convolutionsOf, formPicture, formPictureSize } from './form-drawing.ts';

const forms = ['paths', 'concatenated', 'grouped'] as const;
const drawn = (form: (typeof forms)[number], cardinality: number, width: number) => formPicture(form, cardinality, width, { joined: 'joined', groups: 'groups' });

test('a form shows its first and its last path, the width that each has, and one addition of the input', () => {
  const texts = (form: (typeof forms)[number]) => drawn(form, 32, 4).boxes.map(({ text }) => text);
  const path = ['256, 1×1, 4', '4, 3×3, 4', '4, 1×1, 256'];
  expect(texts('paths')).toEqual([...path, ...path]);
  expect(texts('concatenated')).toEqual([...path.slice(0, 2), ...path.slice(0, 2), 'joined', '128, 1×1, 256']);
  expect(texts('grouped')).toEqual(['256, 1×1, 128', '128, 3×3, 128, groups', '128, 1×1, 256']);
  expect(forms.map((form) => drawn(form, 32, 4).sums.length)).toEqual([2, 1, 1]);
  expect(forms.map((form) => drawn(form, 32, 4).dots.length)).toEqual([3, 3, 0]);
  expect(forms.map((form) => convolutionsOf(form, 32))).toEqual([96, 65, 3]);
});

test('one group is one path, two leave nothing out; all of it lies in the picture and no box on another', () => {
  expect(drawn('paths', 1, 64).boxes).toHaveLength(3);
  expect(drawn('paths', 2, 40).dots).toEqual([]);
  for (const form of forms) {
    for (const cardinality of [1, 2, 64]) {
      const { boxes } = drawn(form, cardinality, 64);
      for (const { x, y, width } of boxes) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect([x + width <= formPictureSize.width, y + formPictureSize.boxHeight <= formPictureSize.height]).toEqual([true, true]);
      }
      const isApart = boxes.every((a, i) => boxes.slice(i + 1).every((b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + formPictureSize.boxHeight <= b.y || b.y + formPictureSize.boxHeight <= a.y));
      expect(isApart).toBe(true);
    }
  }
});
