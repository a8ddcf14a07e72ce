import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { tempFolder } from './temp-folder.ts';
import { pyTensor } from './torch-files.ts';
import { StudioError } from '../src/core/errors.ts';
import { withPytorch } from '../src/core/weights/pytorch/open-pytorch.ts';

export type Values = Record<string, number[]>;

/** All tensors of a file of these bytes. */
export async function read(content: Buffer): Promise<Values> {
  const file = join(tempFolder(), 'a.pth');
  await writeFile(file, content);
  return readFile(file);
}

export const readFile = (file: string): Promise<Values> =>
  withPytorch(file, 'a.pth', async ({ shapes, read: readTensor }) => {
    const values: Values = {};
    for (const name of shapes.keys()) values[name] = [...(await readTensor(name)).data];
    return values;
  });

/** What it was refused with; that it took no time is part of it. */
export async function refusal(content: Buffer, limitMs = 2000): Promise<StudioError> {
  const start = performance.now();
  const error = await read(content).then(
    (values) => new Error(`was read: ${JSON.stringify(values).slice(0, 200)}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StudioError);
  expect((error as StudioError).code).toBe('bad-weights');
  expect(performance.now() - start).toBeLessThan(limitMs);
  return error as StudioError;
}

export const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
export const two = pyTensor({ key: '0', shape: [2] });
export const storage = { 0: floats(1.5, -2) };

