import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { preprocessingSchema } from '../../shared/preprocessing.ts';
import { elementCount } from '../tensor.ts';
import { namedNets } from './named.ts';
import { catalogue, embeddedBackbone } from './catalogue.ts';
import type { CatalogueRow } from './catalogue.ts';
import { gmac, parameterCount } from './figures.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';

const rows = [...catalogue.values()];
const planOf = (row: CatalogueRow) => planNet(namedNets.get(row.architecture)!.spec);
const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

/** Bytes of timm's file: int64 counters first, then float32, each sorted by name, behind a header padded by `padding(n)`. */
function predictedSizeBytes(row: CatalogueRow, padding: (headerBytes: number) => number): number {
  const table = tensorTable(planOf(row), row.classes!);
  const counters = table
    .filter(({ role }) => role === 'running-mean')
    .map(({ name }): [string, object] => [
      name.replace(/running_mean$/, 'num_batches_tracked'),
      { dtype: 'I64', shape: [] },
    ]);
  const values = table.map(({ name, shape }): [string, object] => [name, { dtype: 'F32', shape }]);
  let end = 0;
  const header: Record<string, object> = {};
  for (const [name, entry] of [...counters.sort(byName), ...values.sort(byName)]) {
    const { dtype, shape } = entry as { dtype: string; shape: number[] };
    const begin = end;
    end += elementCount(shape) * (dtype === 'I64' ? 8 : 4);
    header[name] = { ...entry, data_offsets: [begin, end] };
  }
  const length = JSON.stringify(header).length;
  return 8 + length + padding(length) + end;
}

test('there are rows, with one id each, and each says where its weights are', () => {
  expect(catalogue.size).toBe(42);
  for (const [id, row] of catalogue) {
    expect(row.id).toBe(id);
    expect(id.startsWith(`${row.architecture}.`)).toBe(true);
    expect(row.hub === null).toBe(row === embeddedBackbone);
    expect(row.sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
  }
  const hashes = rows.map(({ sha256 }) => sha256).filter(Boolean);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test.each(rows)('$id: figures follow from the network, preprocessing from the schema', (row) => {
  const classes = row.classes ?? 0;
  expect(parameterCount(planOf(row), classes)).toBe(row.parameters);
  expect(Number(gmac(planOf(row), 224, classes).toFixed(3))).toBeCloseTo(row.gmac, 9);
  expect(preprocessingSchema.parse(row.preprocessing)).toEqual(row.preprocessing);
});

test.each(rows.filter((row) => row.hub))('$id: the size is what the writer of its time makes of the tensor table', (row) => {
  const isRecent = row.id.includes('ra4_e3600');
  expect(predictedSizeBytes(row, isRecent ? (n) => -n & 7 : (n) => n % 8)).toBe(row.sizeBytes);
});

test('the embedded row says what its card says', async () => {
  const card = JSON.parse(await readFile(new URL('../../../models/card.json', import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
  const { id, architecture, sha256, sizeBytes, preprocessing } = embeddedBackbone;
  expect(card).toMatchObject({ id, architecture, sha256, sizeBytes, preprocessing });
});
