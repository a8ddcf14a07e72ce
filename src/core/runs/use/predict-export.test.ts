import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { exportRequest } from '../../../../test/export-request.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { exportModel } from '../../exporting/export-run.ts';
import { openOnnx } from '../../exporting/onnx-reader.ts';
import { parityBound } from '../../exporting/receipt.ts';
import { readPicture } from '../../images/read-image.ts';
import type { Answer } from '../../../shared/trainer-protocol.ts';
import { predictWithOnnx } from './predict-export.ts';

test('batches of an export answer what each picture alone does, in order, with a bad one among them', { timeout: 120_000 }, async () => {
  const root = tempFolder();
  const folder = join(root, 'model');
  const request = await exportRequest(folder);
  await exportModel(request);
  const files = Array.from({ length: 37 }, (_, i) => join(root, `${i}.png`));
  for (const [i, file] of files.entries()) {
    const background = { r: (i * 67) % 256, g: (i * 31) % 256, b: (i * 11) % 256 };
    await sharp({ create: { width: 90 + i, height: 120, channels: 3, background } }).png().toFile(file);
  }
  writeFileSync(files[20]!, 'no picture');

  async function* chunks() {
    for (let start = 0; start < files.length; start += 16) yield files.slice(start, start + 16);
  }
  const answers: Answer[] = [];
  await predictWithOnnx(folder, chunks(), (answer) => void answers.push(answer));

  expect(answers.map(({ file }) => file)).toEqual(files);
  expect(answers.flatMap((answer, i) => ('error' in answer ? [i] : []))).toEqual([20]);
  const alone = await openOnnx(folder);
  for (const answer of answers) {
    if ('error' in answer) continue;
    const { pixels } = await readPicture(answer.file, request.model.preprocessing);
    const expected = await alone.probabilities(pixels, 1);
    for (const [i, value] of answer.values.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(parityBound);
  }
  await alone.close();
});
