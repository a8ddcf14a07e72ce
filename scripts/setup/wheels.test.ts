import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const module = (name: string) => import(new URL(name, import.meta.url).href);
const { downloadWheels } = await module('./download.mjs');
const { cudaWheels, tensorflowWheels, requirementLine } = await module('./wheels.mjs');
const { isSound } = await module('./engine.mjs');
const { addToCard, writeCard, readCard, damagedFile } = await module('./engine-files.mjs');

const step = { progress: () => undefined, done: vi.fn() };
const wheelName = 'graft_pinned-1.0-py3-none-any.whl';
let folder: string;
let sha256: string;

/** A wheel like any other, small, in a folder that is pip's only index. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheels-'));
  const script = `import zipfile, sys
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    archive.writestr('graft_pinned/__init__.py', '')
    archive.writestr('graft_pinned-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: graft-pinned\\nVersion: 1.0\\n')
    archive.writestr('graft_pinned-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    archive.writestr('graft_pinned-1.0.dist-info/RECORD', '')`;
  const made = spawnSync('python3', ['-c', script, join(folder, wheelName)], { encoding: 'utf8' });
  expect(made.stderr).toBe('');
  sha256 = createHash('sha256').update(readFileSync(join(folder, wheelName))).digest('hex');
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const download = (hashes: string[]) =>
  downloadWheels(
    { wheels: [{ name: 'graft-pinned', version: '1.0', sha256: hashes }], folder: join(folder, 'workshop'), label: 'a wheel' },
    { step },
  );

test('a wheel is taken only when its sha256 is one of those pinned', async () => {
  const files: string[] = await download(['0'.repeat(64), sha256]);
  expect(files.map((file) => file.split('/').at(-1))).toEqual([wheelName]);
});

test('a wheel that was replaced on the index is refused by name, with what was got', async () => {
  appendFileSync(join(folder, wheelName), 'more');
  const got = createHash('sha256').update(readFileSync(join(folder, wheelName))).digest('hex');
  await expect(download([sha256])).rejects.toThrow(new RegExp(`^graft-pinned==1\\.0 is not the file .*${got}`));
  expect(readdirSync(join(folder, 'workshop', 'wheels'))).toEqual([]);
});

test('what is unpacked of a wheel is what begins with the words, and its licences; programs can be run', () => {
  const wheel = join(folder, 'nvidia.whl');
  const script = `import zipfile, sys
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    program = zipfile.ZipInfo('nvidia/cuda_nvcc/bin/ptxas')
    program.external_attr = 0o100755 << 16
    archive.writestr(program, '')
    for name in ('nvidia/cublas/lib/libcublas.so.12', 'nvidia/cublas/include/cublas.h', 'nvidia_cublas_cu12-12.9.3.13.dist-info/METADATA',
                 'nvidia_cublas_cu12-12.9.3.13.dist-info/licenses/License.txt', 'nvidia/License.txt'):
        archive.writestr(name, '')`;
  expect(spawnSync('python3', ['-c', script, wheel], { encoding: 'utf8' }).stderr).toBe('');
  const into = join(folder, 'unpacked');
  expect(spawnSync('python3', [fileURLToPath(new URL('wheel.py', import.meta.url)), wheel, into, 'nvidia/'], { encoding: 'utf8' }).stderr).toBe('');
  const files = readdirSync(into, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(into, name)).isFile());
  expect(files.sort()).toEqual(['licences/nvidia_cublas_cu12/License.txt', 'nvidia/License.txt', 'nvidia/cublas/lib/libcublas.so.12', 'nvidia/cuda_nvcc/bin/ptxas']);
  expect(files.map((name) => (statSync(join(into, name)).mode & 0o111) !== 0)).toEqual([false, false, false, true]);
});

test('every wheel of an engine is pinned to a version and a sha256', () => {
  for (const wheel of [...Object.values(tensorflowWheels), ...cudaWheels]) {
    expect(requirementLine(wheel)).toMatch(/^[a-z0-9-]+==[\d.]+( --hash=sha256:[0-9a-f]{64})+$/);
  }
});

test('the set-up finds an engine with a damaged file, though it may still load', async () => {
  const engine = mkdtempSync(join(folder, 'engine-'));
  const wanted = { version: '2.21.0', revision: 1 };
  const bytes = 'a library of version 2.21.0';
  writeFileSync(join(engine, 'tfjs_binding.node'), '');
  writeFileSync(join(engine, 'library.so'), bytes);
  await writeCard(engine, wanted);
  const { files } = readCard(engine);
  expect(await damagedFile(engine, files)).toBeUndefined();
  writeFileSync(join(engine, 'library.so'), bytes.replace('2.21.0', '2.21.1'));
  expect(await damagedFile(engine, files)).toBe('library.so has another sha256');
  expect(await isSound(engine, wanted, step)).toBe(false);
  expect(step.done).toHaveBeenLastCalledWith(expect.stringMatching(/damaged \(library\.so has another sha256\): it is made again/));
});

test('a file that is added to an engine is on its card, and damage to it is found', async () => {
  const engine = mkdtempSync(join(folder, 'engine-'));
  writeFileSync(join(engine, 'tfjs_binding.node'), 'binding');
  await writeCard(engine, { version: '2.21.0', revision: 1 });
  const { files } = readCard(engine);
  writeFileSync(join(engine, 'jpeg_decoder.node'), 'decoder');
  await addToCard(engine, 'jpeg_decoder.node');
  const card = readCard(engine);
  expect(card).toMatchObject({ version: '2.21.0', revision: 1, files });
  expect(await damagedFile(engine, card.files)).toBeUndefined();
  writeFileSync(join(engine, 'jpeg_decoder.node'), 'Decoder');
  expect(await damagedFile(engine, card.files)).toBe('jpeg_decoder.node has another sha256');
});
