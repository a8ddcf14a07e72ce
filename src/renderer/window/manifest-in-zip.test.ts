import { downloadZip } from 'client-zip';
import { expect, test } from 'vitest';
import { mostRecipeText } from '../../shared/most-recipe-text.ts';
import { manifestInZip } from './manifest-in-zip.ts';

const manifest = '{"formatVersion":2,"preprocessing":{}}';
const zip = async (files: Record<string, string>) => new File([await downloadZip(Object.entries(files).map(([name, input]) => ({ name, input }))).blob()], '7-onnx.zip');

/** Bytes, numbers of 16 bits and of 32, little-endian. */
const record = (mark: string, ...numbers: readonly (readonly [bits: 16 | 32, value: number])[]): Uint8Array<ArrayBuffer> => {
  const bytes = numbers.flatMap(([bits, value]) => Array.from({ length: bits / 8 }, (_, at) => (value >>> (8 * at)) & 255));
  return Uint8Array.from([...new TextEncoder().encode(mark), ...bytes]);
};

/** As another program packs it: one entry, deflated. */
async function deflatedZip(name: string, text: string): Promise<File> {
  const data = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))).blob();
  const fields = [[16, 20], [16, 0], [16, 8], [32, 0], [32, 0], [32, data.size], [32, text.length], [16, name.length], [16, 0]] as const;
  const local = new Blob([record('PK\u0003\u0004', ...fields), name, data]);
  const entry = new Blob([record('PK\u0001\u0002', [16, 20], ...fields, [16, 0], [16, 0], [16, 0], [32, 0], [32, 0]), name]);
  const end = record('PK\u0005\u0006', [16, 0], [16, 0], [16, 1], [16, 1], [32, entry.size], [32, local.size], [16, 0]);
  return new File([local, entry, end], 'packed.zip');
}

test('the manifest of an export comes out of the archive that the studio offers, and out of one that another program packed', async () => {
  const found = await manifestInZip(await zip({ '7-onnx/README.md': 'manifest.json', '7-onnx/manifest.json': manifest, '7-onnx/model.onnx': 'x'.repeat(70_000) }));
  expect([found?.name, await found?.text()]).toEqual(['7-onnx.zip/manifest.json', manifest]);
  expect(await (await manifestInZip(await deflatedZip('manifest.json', manifest)))?.text()).toBe(manifest);
});

test('other archives, cut ones and what unpacks to too much hold none', async () => {
  expect(await manifestInZip(await zip({ 'leaves/oak.jpg': 'x', 'app/src/manifest.json': manifest }))).toBeNull();
  const whole = await zip({ 'manifest.json': manifest });
  for (const end of [0, 10, whole.size - 30]) expect(await manifestInZip(new File([whole.slice(0, end)], 'cut.zip'))).toBeNull();
  expect(await manifestInZip(new File([whole.slice(20)], 'headless.zip'))).toBeNull();
  expect(await manifestInZip(new File(['no archive at all, but longer than an end record'], 'a.zip'))).toBeNull();
  expect(await manifestInZip(await deflatedZip('manifest.json', ' '.repeat(mostRecipeText + 1)))).toBeNull();
});
