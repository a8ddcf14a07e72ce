import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';

test('ONNX Runtime writes no number for this computer into the user’s folder and has nobody to tell', () => {
  const home = tempFolder();
  // It keeps still by itself where it is tested; a user has neither of the variables it knows tests by.
  const { PATH } = process.env;
  const file = new URL('onnx-runtime.ts', import.meta.url).href;
  const script = `const { InferenceSession } = await (await import(${JSON.stringify(file)})).loadOnnxRuntime();
    await InferenceSession.create(new Uint8Array([1, 2, 3])).catch((error) => console.log(error.message));`;
  const said = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], { env: { PATH, HOME: home }, encoding: 'utf8' });
  expect(said).toMatch(/protobuf|load model/i);
  expect(readdirSync(home)).toEqual([]);
});
