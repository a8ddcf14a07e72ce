import { expect, test } from 'vitest';
import { rewrite, sourceUrls } from './source-urls.ts';

/** Runs what the bundle would run, as a file of out/main at the given place. */
const at = (expression: string, file: string, url: string): string =>
  String(
    new Function(
      'url',
      `return ${rewrite(expression, file, ['trainer', 'image-worker']).replaceAll('import.meta.url', 'url')}`,
    )(url),
  );

const places = {
  checkout: 'file:///studio/out/main/index.js',
  archive: 'file:///opt/Graft/resources/app.asar/out/main/index.js',
  unpacked: 'file:///opt/Graft/resources/app.asar.unpacked/out/main/trainer.js',
};

test('a file beside the sources is found from the bundle, in the checkout and in the resources of a packaged program', () => {
  const model = `new URL('../../../models/a.safetensors', import.meta.url)`;
  const from = (url: string) => at(model, 'src/core/weights/backbones.ts', url);
  expect(from(places.checkout)).toBe('file:///studio/models/a.safetensors');
  expect(from(places.archive)).toBe('file:///opt/Graft/resources/models/a.safetensors');
  expect(from(places.unpacked)).toBe('file:///opt/Graft/resources/models/a.safetensors');
});

test('a thread starts from its bundle, outside of the archive', () => {
  const worker = `new URL('./image-worker.ts', import.meta.url)`;
  const from = (url: string) => at(worker, 'src/core/images/image-pool.ts', url);
  expect(from(places.checkout)).toBe('file:///studio/out/main/image-worker.js');
  expect(from(places.archive)).toBe('file:///opt/Graft/resources/app.asar.unpacked/out/main/image-worker.js');
  expect(from(places.unpacked)).toBe('file:///opt/Graft/resources/app.asar.unpacked/out/main/image-worker.js');
});

test('what the build does not know stops it', () => {
  expect(() => rewrite(`new URL('./other.ts', import.meta.url)`, 'src/core/a.ts', [])).toThrow('src/core/other.ts');
  expect(() => rewrite('join(import.meta.dirname)', 'src/core/a.ts', [])).toThrow('import.meta.url');
  const indirect = `import { a } from './a.ts'; const file = (name) => new URL(name, import.meta.url); fork(file('./decode-process.ts'));`;
  expect(() => rewrite(indirect, 'src/core/a.ts', ['decode-process'])).toThrow("new URL('./decode-process.ts'");
});

test('packages and files without it are left alone', () => {
  const { transform } = sourceUrls('/studio', []);
  expect(transform('import.meta.url', '/studio/node_modules/a/index.js')).toBeNull();
  expect(transform('const a = 1', '/studio/src/core/a.ts')).toBeNull();
  expect(transform('import.meta.url', '/studio/src/core/a.ts')).not.toBeNull();
});
