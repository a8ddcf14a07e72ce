import { expect, test } from 'vitest';
import { createSamplePictures } from './sample-pictures.ts';

const picture = (bytes: number, value: number) => new Uint8Array(bytes).fill(value);

test('pictures are found by token and number, and by nothing else', () => {
  const samples = createSamplePictures();
  const [one, two] = [samples.add([picture(1, 1), picture(1, 2)]), samples.add([picture(1, 3)])];
  expect(samples.get(one, 1)).toEqual(picture(1, 2));
  expect(samples.get(two, 0)).toEqual(picture(1, 3));
  for (const [token, index] of [[one, 2], [one, -1], [two, 0.5], ['', 0]] as const) expect(samples.get(token, index)).toBeUndefined();
  expect(one).toMatch(/^[0-9a-f]{32}$/);
});

test('memory is bounded: the oldest go, the newest stay', () => {
  const samples = createSamplePictures(100);
  const tokens = Array.from({ length: 10 }, (_, i) => samples.add([picture(20, i), picture(20, i)]));
  expect(tokens.map((token) => samples.get(token, 0) !== undefined)).toEqual([...Array(8).fill(false), true, true]);
  const large = samples.add([picture(500, 9)]);
  expect(samples.get(large, 0)).toHaveLength(500);
  expect(samples.get(tokens[9]!, 0)).toBeUndefined();
});
