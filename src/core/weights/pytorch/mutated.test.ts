import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { pthOf, py, pyTensor } from '../../../../test/torch-files.ts';
import { StudioError } from '../../errors.ts';
import { floats, read, readFile, refusal } from '../../../../test/torch-values.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const views = ['views.pth', 'views-legacy.pth', 'training.ckpt', 'legacy.pth', 'protocol-4.pth'];

test('a file cut anywhere is refused, never half read', async () => {
  for (const name of ['plain.pth', 'legacy.pth']) {
    const whole = readFileSync(fixture(name));
    for (let length = whole.length - 1; length > 0; length -= name === 'plain.pth' ? 37 : 11) await refusal(whole.subarray(0, length));
  }
});

test('a file mutated anyhow gives tensors that fit their shapes, or an error by name, in no time', async () => {
  const mutation = fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    how: fc.constantFrom('flip', 'byte', 'cut', 'double', 'noise'),
    value: fc.integer({ min: 0, max: 255 }),
  });
  const wholes = views.map((name) => readFileSync(fixture(name)));
  const file = join(tempFolder(), 'mutated.pth');
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: views.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 4 }), async (which, mutations) => {
      let content = Buffer.from(wholes[which]!);
      for (const { at: part, how, value } of mutations) {
        const place = Math.floor(part * content.length);
        if (how === 'flip') content[place]! ^= 1 << (value & 7);
        else if (how === 'byte') content[place] = value;
        else if (how === 'cut') content = Buffer.concat([content.subarray(0, place), content.subarray(place + value)]);
        else if (how === 'double') content = Buffer.concat([content.subarray(0, place), content.subarray(place - value < 0 ? 0 : place - value)]);
        else content = Buffer.concat([content.subarray(0, place), Buffer.alloc(value, value), content.subarray(place)]);
      }
      await writeFile(file, content);
      const start = performance.now();
      await readFile(file).catch((error: unknown) => {
        refused++;
        expect(error).toBeInstanceOf(StudioError);
        expect((error as StudioError).code).toBe('bad-weights');
      });
      expect(performance.now() - start).toBeLessThan(2000);
    }),
    { numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(300);
});

test('one flipped bit in the values of an archive is found by its check sum', async () => {
  const whole = readFileSync(fixture('views.pth'));
  const file = join(tempFolder(), 'flipped.pth');
  const start = whole.indexOf('/data/0') + 7;
  const first = whole.readUInt16LE(start - 7 - 'views'.length - 2);
  const place = start + first + 5;
  whole[place]! ^= 4;
  await writeFile(file, whole);
  await expect(readFile(file)).rejects.toThrow(/check sum of the entry "views\/data\/0" differs/);
});

test('strides of any kind give what the shape says', async () => {
  const base = Array.from({ length: 24 }, (_, i) => i);
  const make = (shape: number[], stride: number[], offset: number) =>
    pthOf(py.dict({ w: pyTensor({ key: '0', count: 24, shape, stride, offset }) }), { 0: floats(...base) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), fc.infiniteStream(fc.nat({ max: 4 })), async (shape, numbers) => {
      const stride = shape.map(() => numbers.next().value as number);
      const offset = numbers.next().value as number;
      const wanted = shape.reduce<number[]>((places, size, axis) => places.flatMap((p) => Array.from({ length: size }, (_, i) => p + i * stride[axis]!)), [offset]);
      if (Math.max(0, ...wanted) >= 24) return;
      expect(await read(make(shape, stride, offset))).toEqual({ w: wanted.map((place) => base[place]) });
    }),
    { numRuns: 100 },
  );
});
