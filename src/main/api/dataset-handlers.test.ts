import { rmSync } from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { openDesk } from './open-desk.ts';
import { apiRouter } from './router.ts';

/** Two windows on one desk: `pets` is a folder of two classes with ten pictures each; `heard` what a second window was told. */
async function twoWindows() {
  const folder = tempFolder();
  const pets = path.join(folder, 'pets');
  const ten = (name: string): string[] => Array.from({ length: 10 }, (_, i) => `${name}/${i}.png`);
  await writePictures(pets, [...ten('cats'), ...ten('dogs')]);
  const door = { kind: 'browser', rootFolder: folder, pointedAt: new Set<string>(), pickFolder: null, reveal: null } as const;
  const { desk, close } = await openDesk({ dataDir: path.join(folder, 'data'), door });
  onTestFinished(close);
  const heard: StudioEvent[] = [];
  const ended = new AbortController();
  const listening = (async () => {
    for await (const { event } of desk.events.subscribe({ signal: ended.signal })) heard.push(event);
  })();
  onTestFinished(async () => {
    ended.abort();
    await listening.catch(() => undefined);
  });
  /** Waits for an event, and forgets it with what came before. */
  const told = async (event: object): Promise<void> => {
    const wanted = expect.objectContaining(event) as { asymmetricMatch(other: unknown): boolean };
    await expect.poll(() => heard).toContainEqual(wanted);
    heard.splice(0, heard.findIndex((one) => wanted.asymmetricMatch(one)) + 1);
  };
  return { client: createRouterClient(apiRouter, { context: desk }), pets, told };
}

test('a window opens a folder, labels it, and another one hears of every change', async () => {
  const { client, pets, told } = await twoWindows();
  const opened = await client.datasets.open({ folder: pets, name: 'Animals' });
  expect(opened).toMatchObject({ id: 'animals', name: 'Animals', version: 1, images: 20, isPresent: true });
  await told({ type: 'scan', folder: pets, done: 20, total: 20 });
  await told({ type: 'dataset', dataset: 'animals' });

  const index = await client.images.index({ dataset: 'animals', filter: { className: 'cats' } });
  expect(index).toMatchObject({ classes: ['cats', 'dogs'], labels: Array(10).fill(0), flags: Array(10).fill(0) });
  const [first, second] = index.ids as [number, number];
  const moved = await client.labels.set({ dataset: 'animals', images: [first, second], label: 'newts' });
  expect(moved).toMatchObject({ changed: 2, canUndo: true });
  await told({ type: 'dataset', dataset: 'animals', news: null });
  expect(await client.labels.exclude({ dataset: 'animals', images: [first], excluded: true })).toMatchObject({
    excluded: 1,
  });
  expect(await client.labels.undo({ dataset: 'animals' })).toMatchObject({ excluded: 0, canRedo: true });
  expect(await client.labels.redo({ dataset: 'animals' })).toMatchObject({ excluded: 1 });
  expect((await client.labels.history({ dataset: 'animals', limit: 50 })).map((entry) => entry.images)).toEqual([
    1, 1, 1, 2,
  ]);
  expect((await client.labels.csv({ dataset: 'animals' })).csv).toMatch(/^file,label,.*\ncats\/0\.png,newts,cats,yes,\n/);
  expect(await client.images.details({ dataset: 'animals', images: [second] })).toMatchObject([
    { label: 'newts', folderLabel: 'cats' },
  ]);

  expect(await client.datasets.addClass({ dataset: 'animals', name: 'birds' })).toMatchObject({
    classes: [{ name: 'birds', count: 0 }, { name: 'cats' }, { name: 'dogs' }, { name: 'newts', count: 1 }],
    hasChanges: true,
  });
  expect((await client.datasets.removeClass({ dataset: 'animals', name: 'birds' })).classes).toHaveLength(3);
  const split = { val: 0.3, test: 0.1, seed: 3 };
  expect(await client.datasets.setSplit({ dataset: 'animals', ...split })).toMatchObject({ version: 2, shares: split });
  expect(await client.datasets.rename({ dataset: 'animals', name: ' Zoo ' })).toMatchObject({ name: 'Zoo' });

  rmSync(path.join(pets, 'dogs/9.png'));
  expect(await client.datasets.rescan({ dataset: 'animals' })).toMatchObject({ images: 19 });
  await told({ type: 'dataset', dataset: 'animals', news: { kind: 'changes', changes: [{ what: 'gone', count: 1 }] } });
  expect(await client.datasets.list()).toMatchObject([
    { id: 'animals', name: 'Zoo', images: 19, thumbnails: expect.any(Array) },
  ]);
  expect(await client.datasets.remove({ dataset: 'animals' })).toEqual({ removed: true });
  await told({ type: 'dataset-removed', dataset: 'animals' });
  await expect(client.datasets.show({ dataset: 'animals' })).rejects.toMatchObject({ code: 'not-found' });
  expect((await client.datasets.open({ folder: pets })).classes).toContainEqual({ name: 'newts', count: 1 });
});

test('the sample is one call away; what is wrong is refused with its field', async () => {
  const { client, pets } = await twoWindows();
  expect(await client.datasets.openSample()).toMatchObject({ id: 'sample', images: 288, version: 1 });
  await client.datasets.open({ folder: pets });
  // Outside the door's folder, a path that is none, a data set and a picture that are not there.
  await expect(client.datasets.open({ folder: '/etc' })).rejects.toMatchObject({ code: 'bad-usage', field: 'folder' });
  await expect(client.datasets.open({ folder: `${pets}/cat` })).rejects.toMatchObject({ code: 'not-found' });
  for (const dataset of ['nobody', pets, '..']) {
    await expect(client.datasets.show({ dataset })).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.images.index({ dataset, filter: {} })).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.labels.undo({ dataset })).rejects.toMatchObject({ code: 'not-found' });
  }
  await expect(client.labels.set({ dataset: 'pets', images: [1], label: 'x' })).rejects.toMatchObject({
    code: 'not-found',
    field: 'images',
  });
  await expect(client.datasets.setSplit({ dataset: 'pets', val: 0, test: 0, seed: 0 })).rejects.toMatchObject({
    field: 'val',
  });
});

test('a window locks the test pictures, which cannot be made shorter, and reads groups out of a table before it keeps them', async () => {
  const { client, pets } = await twoWindows();
  await client.datasets.open({ folder: pets });
  await expect(client.datasets.lockTest({ dataset: 'pets' })).rejects.toMatchObject({ values: { kind: 'no-test-to-lock' } });
  await client.datasets.setSplit({ dataset: 'pets', val: 0.2, test: 0.2, seed: 1 });
  expect(await client.datasets.testLock({ dataset: 'pets' })).toBeNull();
  const lock = await client.datasets.lockTest({ dataset: 'pets' });
  expect(await client.datasets.testLock({ dataset: 'pets' })).toEqual(lock);
  await expect(client.datasets.lockTest({ dataset: 'pets', untilMs: Date.now() + 1e9 })).rejects.toMatchObject({ values: { kind: 'lock-not-shorter' } });

  const text = ['file,keeper,date,camera', ...['cats', 'dogs'].flatMap((name) => [0, 1, 2].map((i) => `${name}/${i}.png,anna,x,y`)), 'newts/1.png,bert,x,y'].join('\n');
  const unclear = await client.groups.table({ dataset: 'pets', table: { name: 'keepers.csv', text } });
  expect(unclear).toEqual({ columns: ['file', 'keeper', 'date', 'camera'], suggestion: null, rest: 0, alone: 0, joined: 0 });
  const table = { name: 'keepers.csv', text, groupColumn: '2' };
  const found = await client.groups.table({ dataset: 'pets', table });
  expect(found).toMatchObject({ rest: 1, suggestion: { source: 'csv', count: 1, largest: 6, examples: [{ group: 'anna', images: 6 }] } });
  expect((await client.groups.suggest({ dataset: 'pets' })).applied).toBeNull();
  await client.groups.applyTable({ dataset: 'pets', table });
  expect((await client.groups.suggest({ dataset: 'pets' })).applied).toBe('csv');
  await expect(client.groups.table({ dataset: 'pets', table: { name: 'keepers.csv', text: 'file,group\nnewts/99.png,x\n' } })).rejects.toMatchObject({ values: { kind: 'group-table-strange', table: 'keepers.csv' } });
});
