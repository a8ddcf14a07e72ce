import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { exportRequest } from '../../../../test/export-request.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { exportModel } from '../../exporting/export-run.ts';
import { onnxFile, openOnnx } from '../../exporting/onnx-reader.ts';
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

test('an export that is damaged, and a process that is killed, are the named error of that call', { timeout: 60_000 }, async () => {
  const root = tempFolder();
  const folder = join(root, 'model');
  await exportModel(await exportRequest(folder));
  const picture = join(root, 'a.png');
  await sharp({ create: { width: 90, height: 120, channels: 3, background: 'teal' } }).png().toFile(picture);
  async function* endless() {
    for (;;) yield [picture];
  }
  const children = (): number[] =>
    execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes('predict-export-process'))
      .map((line) => Number.parseInt(line, 10));
  let answers = 0;
  const killed = predictWithOnnx(folder, endless(), () => {
    if (++answers === 3) process.kill(children()[0]!, 'SIGKILL');
  });
  await expect(killed).rejects.toMatchObject({ code: 'trainer-died', message: expect.stringContaining('SIGKILL') });
  await vi.waitFor(() => expect(children()).toEqual([]));

  const model = readFileSync(join(folder, onnxFile));
  model[model.length >> 1]! ^= 1;
  writeFileSync(join(folder, onnxFile), model);
  await expect(predictWithOnnx(folder, endless(), () => undefined)).rejects.toMatchObject({ code: 'bad-weights' });
});
