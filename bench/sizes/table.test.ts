import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { holds, sizesRow } from './table.ts';
import { withProcessorSeconds } from './processor-seconds.ts';

const about = { set: 'a', sizes: '96-160', freeze: 'none', epochs: 10 };
const run = (right: readonly number[], processorSeconds: number) => ({ right: new Map(right.map((value, at) => [String(at), value === 1])), seconds: processorSeconds / 2, processorSeconds });

test('pictures count once; ratios are taken seed by seed', () => {
  const row = sizesRow(about, [run([1, 1, 0, 0], 100), run([1, 0, 0, 0], 200)], [run([1, 1, 1, 0], 50), run([1, 1, 0, 0], 120)]);
  expect(row).toMatchObject({ seeds: 2, pictures: 4, fixed: { accuracy: 0.375 }, growing: { accuracy: 0.625 }, difference: 0.25, isProvenWorse: false });
  expect(row.processorRatio.median).toBeCloseTo(0.55, 9);
  expect(row.processorRatio).toMatchObject({ low: 0.5, high: 0.6 });
  expect(holds(row)).toBe(true);
  expect(holds({ ...row, processorRatio: { ...row.processorRatio, median: 0.61 } })).toBe(false);
});

test('a loss that is proven misses the aim however quick', () => {
  const [all, few] = [Array<number>(40).fill(1), Array.from({ length: 40 }, (_, at) => (at < 30 ? 1 : 0))];
  const row = sizesRow(about, [run(all, 100)], [run(few, 10)]);
  expect([row.isProvenWorse, holds(row)]).toEqual([true, false]);
  expect(sizesRow(about, [run(all, 100)], [run(all, 10)])).toMatchObject({ p: null, difference: 0, isProvenWorse: false });
});

test('what a process that was started needs is seen, what it sleeps is not', async () => {
  const of = async (script: string) => (await withProcessorSeconds(() => promisify(execFile)(process.execPath, ['-e', script]))).processorSeconds;
  const [busy, idle] = [await of('const end = process.cpuUsage().user + 12e5; while (process.cpuUsage().user < end);'), await of('setTimeout(() => {}, 600)')];
  expect(busy).toBeGreaterThan(0.6);
  expect(idle).toBeLessThan(0.6);
});
