import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recipeKey, recipeTextInOnnx } from '../../../shared/recipe-in-onnx.ts';
import { recipeElement } from '../../../shared/run-recipe.ts';
import type { RunRecipe } from '../../../shared/run-recipe.ts';
import { readRecipe, recipeInText } from './read-recipe.ts';
import { settingsLike } from './settings-like.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'graft-recipe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const recipe: RunRecipe = { recipeVersion: 1, run: 3, spec: { backbone: 'resnet18.graft_starter', freeze: 'head', epochs: 5 }, dataset: { name: 'leaves', version: 1, fingerprint: 'f' }, classes: ['oak', 'maple'], backbone: null, wentOnFrom: null };
const page = (json: string): string => `<!doctype html><p>report</p><script type="application/json" id="${recipeElement}">${json}</script></html>`;
const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

test('the settings of a report come back', async () => {
  expect(await readRecipe(written('report.html', page(JSON.stringify(recipe))))).toEqual(recipe);
});

test.each([
  ['rubbish', 'a page of somebody else', 'recipe-none'],
  ['bytes', '\u0000\u0001\u0002', 'recipe-none'],
  ['empty', '', 'recipe-none'],
  ['cut off', page(JSON.stringify(recipe)).slice(0, -40), 'recipe-damaged'],
  ['cut off before its settings', '<!doctype html><html lang="de"><main><img src="data:image/webp;base64,UklG', 'recipe-cut-off'],
  ['whole but of somebody else', '<!doctype html><html><p>news</p></html>\n', 'recipe-none'],
  ['no JSON', page('{"spec":'), 'recipe-damaged'],
  ['another schema', page('{"recipeVersion":2}'), 'recipe-damaged'],
  ['a key that is none', page(JSON.stringify({ ...recipe, spec: { ...recipe.spec, shell: 'rm' } })), 'recipe-damaged'],
  ['a value out of range', page(JSON.stringify({ ...recipe, spec: { epochs: -1 } })), 'recipe-damaged'],
])('%s is refused by its name', async (name, text, kind) => {
  await expect(readRecipe(written(`${name}.html`, text))).rejects.toMatchObject({ code: 'bad-usage', values: { kind } });
});

test('an ONNX file brings the settings that it ends with; one of somebody else, or cut off, has none', async () => {
  const file = (text: string): Buffer => Buffer.concat([Buffer.alloc(3_000_000, 'w'), Buffer.from([0x72, 0, 0x0a, recipeKey.length]), Buffer.from(recipeKey), Buffer.from([0x12, 0x80 | (text.length & 0x7f), text.length >> 7]), Buffer.from(text)]);
  const ours = file(JSON.stringify(recipe));
  const place = path.join(folder, 'model.onnx');
  writeFileSync(place, ours);
  expect(await readRecipe(place)).toEqual(recipe);
  expect(recipeInText('model.onnx', recipeTextInOnnx(ours.subarray(-1000)) ?? '')).toEqual(recipe);
  for (const [kind, bytes] of [['recipe-none', ours.subarray(0, -20)], ['recipe-none', Buffer.alloc(100, 'w')], ['recipe-none', Buffer.alloc(0)], ['recipe-damaged', file('{"recipeVersion":2}'.padEnd(200))]] as const) {
    writeFileSync(place, bytes);
    await expect(readRecipe(place)).rejects.toMatchObject({ code: 'bad-usage', values: { kind } });
  }
});

test('what is too large, no file, no manifest or not there is refused unread', async () => {
  const large = written('large.html', '');
  truncateSync(large, 9_000_000);
  await expect(readRecipe(large)).rejects.toMatchObject({ values: { kind: 'recipe-too-large' } });
  mkdirSync(path.join(folder, 'empty'));
  await expect(readRecipe(path.join(folder, 'empty'))).rejects.toMatchObject({ values: { kind: 'recipe-none' } });
  await expect(readRecipe(written('manifest.json', '{"format":"onnx"}'))).rejects.toMatchObject({ values: { kind: 'recipe-damaged' } });
  await expect(readRecipe(path.join(folder, 'nowhere.html'))).rejects.toMatchObject({ code: 'not-found' });
});

test('what is asked for goes before, and another beginning takes the place of all of it', () => {
  expect(settingsLike(recipe, { epochs: 9 })).toEqual({ ...recipe.spec, epochs: 9 });
  expect(settingsLike(recipe, { net: 'cifar_resnet20' })).toEqual({ freeze: 'head', epochs: 5, net: 'cifar_resnet20' });
});
