import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, onTestFinished } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { StudioError } from '../errors.ts';
import { once as workedOutOnce } from '../once.ts';
import { layFile, placeFiles, placeLastAhead } from './laid-file.ts';
import { createOutputFile } from './output-file.ts';
import { copyFileAtomically, writeFileAtomically, writeFileAtomicallySync } from './write-file.ts';

const here = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
const text = { field: 'csv', kind: 'text' } as const;
const failure = (work: Promise<unknown>): Promise<StudioError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: StudioError) => error,
  );

/** A file system of 1 MB, where the machine lets this process mount one; the test says so where not. */
function smallDisk(skip: (note: string) => void): string {
  const folder = tempFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status !== 0) skip('no tmpfs can be mounted here');
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

const large = Buffer.alloc(2_000_000, 7);
const writers: Readonly<Record<string, (file: string) => Promise<void>>> = {
  writeFileAtomically: (file) => writeFileAtomically(file, (handle) => handle.writeFile(large)),
  writeFileAtomicallySync: async (file) => writeFileAtomicallySync(file, large),
  layFile: async (file) => placeFiles([await layFile(file, (handle) => handle.writeFile(large))]),
  placeLastAhead: async (file) => (await placeLastAhead([await layFile(file, (handle) => handle.writeFile(large))]))(),
  copyFileAtomically: async (file) => {
    const source = join(tempFolder(), 'large');
    writeFileSync(source, large);
    await copyFileAtomically(source, file);
  },
  createOutputFile: async (file) => {
    const output = await createOutputFile(file, text);
    try {
      await output.append(large);
      await output.commit();
    } finally {
      await output.discard();
    }
  },
};

test.each(Object.entries(writers))('a full disk: %s names it, leaves nothing, and what was there stays', async (_, write) => {
  const disk = smallDisk((note) => test.skip(note));
  const file = join(disk, 'out');
  writeFileSync(file, 'old');
  expect(await failure(write(file))).toMatchObject({ code: 'out-of-disk' });
  expect([readdirSync(disk), readFileSync(file, 'utf8')]).toEqual([['out'], 'old']);
});

test.each(Object.entries(writers))('%s: a folder in its place, a name too long, a file as its folder', async (_, write) => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'taken', 'inside'), { recursive: true });
  writeFileSync(join(folder, 'file'), 'old');
  for (const place of ['taken', 'é'.repeat(128), 'file/out']) {
    const error = await failure(write(join(folder, place)));
    expect([error.code, error.message.includes('cannot be written')]).toEqual([error.field ? 'bad-usage' : 'not-writable', true]);
  }
  expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
});

test.each(Object.entries(writers))('%s: a name of 255 bytes is a name like any other', async (_, write) => {
  const file = join(tempFolder(), 'n'.repeat(255));
  await write(file);
  expect(statSync(file).size).toBe(large.length);
});

test('a writer that is killed leaves the old file, and the next one clears up', async () => {
  const folder = tempFolder();
  const file = join(folder, 'out');
  writeFileSync(file, 'old');
  const script = `import { writeFileAtomically } from ${here('./write-file.ts')};
    await writeFileAtomically(${JSON.stringify(file)}, async (handle) => {
      await handle.writeFile('half');
      console.log('now');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([readdirSync(folder).length, readFileSync(file, 'utf8')]).toEqual([2, 'old']);
  await writeFileAtomically(file, (handle) => handle.writeFile('new'));
  expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['out'], 'new']);
});

test.each(Object.entries(writers))('%s: a file that is replaced keeps its permissions; its other names keep its old content', async (_, write) => {
  const folder = tempFolder();
  const file = join(folder, 'out');
  writeFileSync(file, 'old');
  chmodSync(file, 0o640);
  linkSync(file, join(folder, 'second'));
  await write(file);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readFileSync(join(folder, 'second'), 'utf8')).toBe('old');
});

test('the last of some files has its place before the disk has it, and after the others, which the disk has', async () => {
  const folder = tempFolder();
  const [first, last] = ['first', 'last'].map((name) => join(folder, name));
  const order: string[] = [];
  const disk = { first: Promise.withResolvers<void>(), last: Promise.withResolvers<void>() };
  const laid = await Promise.all(
    (['first', 'last'] as const).map(async (name) => {
      const file = await layFile(join(folder, name), (handle) => handle.writeFile(name));
      return { ...file, taken: workedOutOnce(() => Promise.all([file.taken!(), disk[name].promise]).then(() => void order.push(`the disk has ${name}`))) };
    }),
  );
  const placing = placeLastAhead(laid).then((settled) => {
    order.push(`in their places: ${[first!, last!].map((file) => readFileSync(file, 'utf8')).join(', ')}`);
    return settled().then(() => order.push('settled'));
  });
  expect([existsSync(first!), existsSync(last!)]).toEqual([false, false]);
  disk.first.resolve();
  await expect.poll(() => order).toEqual(['the disk has first', 'in their places: first, last']);
  disk.last.resolve();
  await placing;
  expect(order.slice(2)).toEqual(['the disk has last', 'settled']);
});

test('a link that a person named stays, and what it leads to is written', async () => {
  const folder = tempFolder();
  const elsewhere = tempFolder();
  const link = join(folder, 'link');
  symlinkSync(join(elsewhere, 'real'), join(elsewhere, 'half-way'));
  symlinkSync(join(elsewhere, 'half-way'), link);
  await writers['createOutputFile']!(link);
  expect([readdirSync(folder), readdirSync(elsewhere).sort()]).toEqual([['link'], ['half-way', 'real']]);
  expect(readFileSync(link).equals(large)).toBe(true);
  symlinkSync(join(folder, 'round'), join(folder, 'round'));
  expect(await failure(createOutputFile(join(folder, 'round'), text))).toMatchObject({ code: 'bad-usage', field: 'csv' });
});

test('a pipe is written as it comes and stays a pipe', async () => {
  const folder = tempFolder();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await writers['createOutputFile']!(pipe);
  await once(reader, 'close');
  expect(Buffer.concat(chunks).equals(large)).toBe(true);
  expect(statSync(pipe).isFIFO()).toBe(true);
  expect(await failure(createOutputFile('/dev/null', { field: 'out', kind: 'npy', seeks: true }))).toMatchObject({ field: 'out' });
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('before any work: inputs, pictures and weights are never replaced by a table', async () => {
  const folder = tempFolder();
  const list = join(folder, 'list.txt');
  const linked = join(folder, 'linked.txt');
  writeFileSync(list, 'a.jpg\n');
  symlinkSync(list, linked);
  expect((await failure(createOutputFile(linked, { ...text, inputs: [list] }))).message).toMatch(/is read by this command/);
  const jpeg = join(folder, 'photo.jpg');
  writeFileSync(jpeg, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46]));
  expect((await failure(createOutputFile(jpeg, text))).message).toMatch(/no text file/);
  expect((await failure(createOutputFile(list, { field: 'out', kind: 'npy', seeks: true }))).message).toMatch(/no NumPy file/);
  expect((await failure(createOutputFile(list, { ...text, neededBytes: 1e18 }))).code).toBe('out-of-disk');
  expect(readdirSync(folder).sort()).toEqual(['linked.txt', 'list.txt', 'photo.jpg']);
});

/** As an ordinary user, since root may write everywhere. */
let isRoot = false;
beforeAll(() => void (isRoot = process.getuid?.() === 0));

test('before any work: a folder or a file that may not be written', () => {
  const folder = tempFolder();
  chmodSync(folder, 0o755);
  const closed = join(folder, 'closed');
  const open = join(folder, 'open');
  mkdirSync(closed);
  mkdirSync(open);
  writeFileSync(join(open, 'kept.csv'), 'old');
  chmodSync(join(open, 'kept.csv'), 0o444);
  chmodSync(closed, 0o555);
  chmodSync(open, 0o777);
  const script = `import { createOutputFile } from ${here('./output-file.ts')};
    for (const file of process.argv.slice(1)) {
      const codes = await createOutputFile(file, { field: 'csv', kind: 'text' }).then((out) => out.discard().then(() => 'written'), (error) => error.code + ' ' + error.field);
      console.log(codes);
    }`;
  const files = [join(closed, 'x.csv'), join(open, 'kept.csv'), join(open, 'x.csv'), '/proc/x.csv'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, ...files],
    { encoding: 'utf8', ...(isRoot ? { uid: 65534, gid: 65534 } : {}) },
  );
  expect([stdout.trim().split('\n'), stderr]).toEqual([['bad-usage csv', 'bad-usage csv', 'written', 'bad-usage csv'], '']);
  expect(existsSync(join(open, 'kept.csv'))).toBe(true);
  expect(readdirSync(open)).toEqual(['kept.csv']);
});
