import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { layFile } from '../files/laid-file.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import { createKeeper } from './keep-while-training.ts';

const event = (done: number): FromEngine => ({ type: 'progress', activity: 'saving', done, total: 9 });
const lay = (file: string, text: string) => layFile(file, (handle) => handle.writeFile(text));

test('what is told while files are on their way waits for them, in its order', async () => {
  const folder = tempFolder();
  const [best, last] = [join(folder, 'best'), join(folder, 'last')];
  writeFileSync(best, 'of before');
  const told: FromEngine[] = [];
  const keeper = createKeeper((one) => told.push(one));
  keeper.emit(event(1));
  const files = [await lay(best, 'best'), await lay(last, 'last')];
  expect([readFileSync(best, 'utf8'), existsSync(last)]).toEqual(['of before', false]);
  keeper.keep(files, () => {
    expect([readFileSync(best, 'utf8'), readFileSync(last, 'utf8')]).toEqual(['best', 'last']);
    keeper.emit(event(2));
  });
  keeper.emit(event(3));
  keeper.emit(event(4));
  expect(told).toEqual([event(1)]);
  await keeper.settled();
  keeper.emit(event(5));
  expect(told).toEqual([1, 2, 3, 4, 5].map(event));
  expect(readdirSync(folder).sort()).toEqual(['best', 'last']);
});

test('where a file cannot get its place nothing more is told, the end says why, and nothing is left beside', async () => {
  const folder = tempFolder();
  const told: FromEngine[] = [];
  const keeper = createKeeper((one) => told.push(one));
  const file = await lay(join(folder, 'taken'), 'text');
  mkdirSync(join(folder, 'taken', 'by a folder'), { recursive: true });
  keeper.keep([file], () => keeper.emit(event(1)));
  keeper.emit(event(2));
  await expect(keeper.settled()).rejects.toThrow('taken');
  expect(told).toEqual([]);
  expect(readdirSync(folder)).toEqual(['taken']);
});
