import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { isPytorch, isSafetensors } from './foreign-file.ts';
import { withOpenWeights } from './open-weights.ts';

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 102469840\n`;

test.each([
  ['an empty file', 'a.safetensors', '', /is empty/, /again/],
  ['a Git LFS pointer', 'a.safetensors', pointer, /is a Git LFS pointer, not the weights; they have 102469840 bytes/, /git lfs pull/],
  ['a web page', 'a.pth', '\n<!DOCTYPE html><html><body>Sign in</body></html>', /is a web page/, /link of the file itself/],
  ['an error of a server', 'a.pth', '{"error":"Repository not found"}', /is a JSON text, not weights: .*Repository not found/, /torch\.save/],
  ['a sentence of a server', 'a.bin', 'Entry not found', /is a text, not weights: "Entry not found"/, /torch\.save/],
  ['an index of shards', 'model.safetensors.index.json', '{"metadata":{},"weight_map":{"a":"b"}}', /index of a model in several files/, /Join/],
  ['Keras', 'a.h5', Buffer.from([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 0]), /Keras \(HDF5\)/, /backbones list/],
  ['TensorFlow', 'model.ckpt.data-00000-of-00001', Buffer.from([0, 1, 2, 3]), /TensorFlow checkpoint/, /backbones list/],
  ['TensorFlow\'s list', 'checkpoint', 'model_checkpoint_path: "a"', /TensorFlow checkpoint/, /backbones list/],
  ['ONNX', 'a.onnx', Buffer.from([8, 7, 0x12, 7, ...Buffer.from('pytorch')]), /ONNX model/, /made from/],
  ['GGUF', 'a.gguf', Buffer.from('GGUF\u0003\0\0\0'), /GGUF/, /safetensors/],
  ['NumPy', 'a.npy', Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0]), /NumPy array/, /safetensors/],
  ['gzip', 'a.pth.gz', Buffer.from([0x1f, 0x8b, 8, 0]), /packed \(gzip\)/, /Unpack/],
  ['Lua Torch', 'a.t7', Buffer.from([4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0]), /Lua Torch/, /safetensors/],
])('%s is named by what it is, with what to do', async (_, name, content, problem, hint) => {
  const file = join(tempFolder(), name);
  await writeFile(file, content);
  await expect(withOpenWeights(file, name, async () => null)).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringMatching(problem) as string,
    hint: expect.stringMatching(hint) as string,
  });
});

test('a header whose length looks like something else is still a header', () => {
  for (const first of ['PK\u0003\u0004', '\u0080\u0002', '\u0008\u0007\u0012', '{"a"']) {
    const head = Buffer.alloc(64, '{');
    head.fill(0, 0, 8);
    head.write(first, 'latin1');
    expect(isSafetensors(head)).toBe(true);
  }
  expect(isPytorch(Buffer.from('PK\u0003\u0004'))).toBe(true);
  expect(isSafetensors(Buffer.from('PK\u0003\u0004'))).toBe(false);
});
