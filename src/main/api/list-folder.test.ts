import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { listFolder } from './list-folder.ts';
import { insideRoot } from './root-folder.ts';

let base: string;
let root: string;
const door = () => ({ rootFolder: root, pointedAt: new Set<string>() });

beforeAll(async () => {
  base = await realpath(await mkdtemp(path.join(os.tmpdir(), 'graft-list-')));
  root = path.join(base, 'home');
  for (const folder of [
    'home/leaves/oak',
    'home/leaves/ash',
    'home/.secret/inner',
    'home/b10',
    'home/b9',
    'outside/private',
    'home2',
  ]) {
    await mkdir(path.join(base, folder), { recursive: true });
  }
  for (const name of ['oak/1.jpg', 'oak/2.PNG', 'oak/notes.txt', 'oak/.hidden.jpg', 'top.webp']) {
    await writeFile(path.join(root, 'leaves', name), '');
  }
  await symlink(path.join(base, 'outside'), path.join(root, 'way-out'));
  await symlink(path.join(base, 'outside', 'private'), path.join(root, 'leaves', 'deep-way-out'));
  await symlink(path.join(root, 'leaves'), path.join(root, 'inside-link'));
  await symlink(path.join(root, 'nowhere'), path.join(root, 'broken'));
  await symlink(path.join(root, 'circle'), path.join(root, 'circle'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

const refusal = async (work: Promise<unknown>): Promise<StudioError> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StudioError)) throw new Error(`expected a StudioError, not ${String(error)}`);
  return error;
};

test('folders in the order people read numbers in, without hidden ones and links that lead out or nowhere', async () => {
  const listing = await listFolder(door(), root);
  expect(listing.folders.map(({ name }) => name)).toEqual(['b9', 'b10', 'inside-link', 'leaves']);
  expect(listing).toMatchObject({ folder: root, parent: null, images: 0 });
  expect(listing.folders.find(({ name }) => name === 'leaves')).toEqual({
    name: 'leaves',
    folder: path.join(root, 'leaves'),
    images: 1,
  });
});

test('pictures are counted by what they are called', async () => {
  const listing = await listFolder(door(), path.join(root, 'leaves'));
  expect(listing.folders.map(({ name, images }) => [name, images])).toEqual([
    ['ash', 0],
    ['oak', 2],
  ]);
  expect(listing).toMatchObject({ parent: root, images: 1 });
});

test('without a folder it begins at the root where home lies elsewhere', async () => {
  expect((await listFolder(door())).folder).toBe(root);
});

test('a link inside the root is shown as the folder it names', async () => {
  expect((await listFolder(door(), path.join(root, 'inside-link'))).folder).toBe(path.join(root, 'leaves'));
});

test.each([
  'outside',
  'home2',
  'home/../outside',
  'home/way-out',
  'home/way-out/private',
  'home/leaves/deep-way-out',
  '',
  '..',
  'home/leaves/../..',
])('outside of the root: %s', async (relative) => {
  const error = await refusal(listFolder(door(), `${base}/${relative}`));
  expect(error).toMatchObject({ code: 'bad-usage', field: 'folder' });
  expect(error.message).toContain('lies outside of');
});

test('a page cannot find out what lies outside: what is not there sounds the same', async () => {
  const there = await refusal(listFolder(door(), path.join(base, 'outside')));
  const notThere = await refusal(listFolder(door(), path.join(base, 'no-such')));
  expect([notThere.code, notThere.message.replace('no-such', 'outside')]).toEqual([there.code, there.message]);
});

test.each(['leaves', './leaves', 'C:\\Users', 'file:///etc', '', '\0'])('the path %j is no whole path', async (folder) => {
  expect(await refusal(listFolder(door(), folder))).toMatchObject({ code: 'bad-usage', field: 'folder' });
  expect(await refusal(listFolder(door(), `${root}/a\0b`))).toMatchObject({ code: 'bad-usage' });
});

test('hidden, missing, a file, a broken link', async () => {
  expect((await refusal(listFolder(door(), path.join(root, '.secret', 'inner')))).message).toContain('is hidden');
  expect(await refusal(listFolder(door(), path.join(root, 'no-such')))).toMatchObject({ code: 'not-found' });
  expect((await refusal(listFolder(door(), path.join(root, 'leaves', 'top.webp')))).message).toContain('is no folder');
  expect(await refusal(listFolder(door(), path.join(root, 'broken')))).toMatchObject({ code: 'not-found' });
  expect(await refusal(listFolder(door(), path.join(root, 'circle')))).toMatchObject({ code: 'not-found' });
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be read', async () => {
  const locked = path.join(root, 'locked');
  await mkdir(locked);
  await chmod(locked, 0);
  try {
    expect(await refusal(listFolder(door(), locked))).toMatchObject({ code: 'not-found' });
    expect((await listFolder(door(), root)).folders.find(({ name }) => name === 'locked')?.images).toBeNull();
  } finally {
    await chmod(locked, 0o700);
  }
});

test('a root that is a link itself works, and so does / as root', async () => {
  const link = path.join(base, 'link-to-home');
  await symlink(root, link);
  expect(await insideRoot({ ...door(), rootFolder: link }, path.join(link, 'leaves'), 'folder')).toBe(path.join(root, 'leaves'));
  expect(await insideRoot({ ...door(), rootFolder: '/' }, path.join(base, 'outside'), 'folder')).toBe(path.join(base, 'outside'));
});
