import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { call } from '@orpc/server';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWithModel } from '../../../test/model-run.ts';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { runFolder } from '../../core/data-folder.ts';
import { loadModelCard } from '../../core/training/model-folder.ts';
import { readImage } from '../../core/images/read-image.ts';
import { loadFamiliarity, saveFamiliarity } from '../../core/weights/familiarity-file.ts';
import { classificationMetrics } from '../../core/evaluation/classification-metrics.ts';
import { saveEvaluation } from '../../core/store/predictions.ts';
import { createRun } from '../../core/store/runs.ts';
import type { SetMethod } from '../../shared/answer-sets.ts';
import type { TaskState } from '../../shared/contract/use-calls.ts';
import { useHandlers } from './use-handlers.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
let run = 0;
beforeAll(async () => {
  opened = await openSmallDesk([4, 4]);
  run = await runWithModel(opened.small.studio, opened.small.dataset);
}, 180_000);
afterAll(() => opened.close());

const context = () => ({ context: opened.desk });
const pictureFile = (place = 0) => opened.small.dataset.images[place]!.file;

async function upload(name: string, bytes: Uint8Array): Promise<string> {
  const body = new Blob([new Uint8Array(bytes)]).stream();
  return (await opened.desk.uploads.receive(body, { name, kind: 'picture' })).upload;
}

async function ended(task: TaskState): Promise<TaskState> {
  for (let tries = 0; tries < 600; tries++) {
    const now = (await call(useHandlers.tasks, undefined, context())).find((one) => one.task === task.task)!;
    if (now.state !== 'running') return now;
    await wait(50);
  }
  throw new Error('the task does not end');
}

test('uploads and paths are classified under the names they were given', async () => {
  const good = await upload('leaf.png', readFileSync(pictureFile()));
  const bad = await upload('letter.png', Buffer.from('Dear all'));
  const input = { run, uploads: [good, bad], paths: [pictureFile()], heatMap: true, seen: true };
  const answers = await call(useHandlers.classify, input, context());
  expect(answers.map(({ name }) => name)).toEqual(['leaf.png', 'letter.png', pictureFile()]);
  expect(answers[1]).toMatchObject({ top: [], heatMap: null, error: { code: 'bad-image' } });
  const { top, heatMap, error } = answers[0]!;
  expect(error).toBeNull();
  expect(top[0]!.probability).toBeGreaterThanOrEqual(top[1]!.probability);
  expect(top.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  expect(heatMap).toMatchObject({ className: top[0]!.className, rows: 2, columns: 2 });
  const addresses = answers.map(({ seen }) => seen);
  expect(addresses).toEqual([expect.stringMatching(/^\/samples\/\w+\/0$/), null, expect.stringMatching(/^\/samples\/\w+\/1$/)]);
  const webp = opened.desk.samples.get(addresses[0]!.split('/')[2]!, 0)!;
  const shown = await sharp(webp).removeAlpha().raw().toBuffer();
  const given = await readImage(pictureFile(), loadModelCard(runFolder(opened.desk.studio.folder, run)).preprocessing);
  expect(Buffer.compare(shown, Buffer.from(given))).toBe(0);
  expect(answers[2]).toEqual({ ...answers[0], name: pictureFile(), seen: addresses[2] });
  expect((await call(useHandlers.classify, { run, uploads: [good] }, context()))[0]!.heatMap).toBeNull();
}, 180_000);

test('a run without an index says nothing of familiarity; one is made, and what is like nothing in it gets the training pictures nearest to it', async () => {
  const ask = async () => (await call(useHandlers.classify, { run, paths: [pictureFile()] }, context()))[0]!;
  expect(await ask()).not.toHaveProperty('familiarity');
  const heard: unknown[] = [];
  const stopping = new AbortController();
  const listening = (async () => {
    for await (const { event } of opened.desk.events.subscribe({ signal: stopping.signal })) if (event.type === 'asking') heard.push(event);
  })();
  const made = await call(useHandlers.makeIndex, { run }, context());
  const { images, classes } = opened.small.dataset;
  const counted = (side: string) => images.filter(({ split }) => split === side).length;
  expect(made).toEqual({ pictures: counted('train'), known: counted('val'), missing: 0 });
  // So few validation pictures are enough for no threshold.
  expect((await ask()).familiarity).toEqual({ score: expect.any(Number), unfamiliar: null, nearest: [] });
  const folder = runFolder(opened.small.studio.folder, run);
  const weights = loadModelCard(folder).sha256!;
  const kept = (await loadFamiliarity(folder, weights))!;
  const own = images.find(({ file }) => file === pictureFile())!;
  // A model that knows its pictures better than they can be known.
  await saveFamiliarity(folder, weights, { ...kept, known: new Float32Array(20) });
  const { score, unfamiliar, nearest } = (await ask()).familiarity!;
  expect([score < 0, unfamiliar, nearest.length]).toEqual([true, true, 3]);
  const byId = new Map(images.map((image) => [image.id, image]));
  for (const { image, file, className } of nearest) {
    expect(byId.get(image)).toMatchObject({ split: 'train', path: file, label: classes.indexOf(className) });
  }
  if (own.split === 'train') expect(nearest[0]!.image).toBe(own.id);
  await saveFamiliarity(folder, weights, { ...kept, known: new Float32Array(20).fill(-2) });
  expect((await ask()).familiarity).toEqual({ score, unfamiliar: false, nearest: [] });
  stopping.abort();
  await listening;
  expect(heard.at(-1)).toEqual({ type: 'asking', run, done: images.length, total: images.length });
}, 180_000);

test('a frame that is not needed again is gone, also where it could not be classified', async () => {
  const frame = await upload('frame.png', readFileSync(pictureFile()));
  const { file } = opened.desk.uploads.find(frame);
  await call(useHandlers.classify, { run, uploads: [frame], discard: true }, context());
  expect(existsSync(file)).toBe(false);
  expect(() => opened.desk.uploads.find(frame)).toThrow();
  const other = await upload('frame.png', readFileSync(pictureFile()));
  await expect(call(useHandlers.classify, { run: 999, uploads: [other], discard: true }, context())).rejects.toMatchObject({ code: 'not-found' });
  expect(() => opened.desk.uploads.find(other)).toThrow();
}, 180_000);

test('what lies outside, is not there or is too much is refused', async () => {
  const classify = (input: object) => call(useHandlers.classify, { run, ...input }, context());
  await expect(classify({ paths: ['/etc/passwd'] })).rejects.toMatchObject({ code: 'bad-usage', field: 'paths' });
  const link = path.join(opened.small.pictures, 'link.png');
  symlinkSync('/etc/passwd', link);
  await expect(classify({ paths: [link] })).rejects.toMatchObject({ code: 'bad-usage', field: 'paths' });
  await expect(classify({})).rejects.toMatchObject({ code: 'bad-usage', field: 'uploads' });
  await expect(classify({ uploads: ['no-such-upload'] })).rejects.toMatchObject({ code: 'not-found' });
  await expect(classify({ uploads: Array(101).fill('x') })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(call(useHandlers.classifyFolder, { run, folder: '/etc' }, context())).rejects.toMatchObject({ field: 'folder' });
});

test('a folder becomes a table, with progress and its reasons, under a name that can be fetched', async () => {
  const folder = path.join(opened.small.scratch, 'new leaves');
  mkdirSync(folder, { recursive: true });
  for (const place of [0, 1, 2]) writeFileSync(path.join(folder, `${place}.png`), readFileSync(pictureFile(place)));
  writeFileSync(path.join(folder, 'broken.jpg'), 'no picture');
  const heard: TaskState[] = [];
  const stopping = new AbortController();
  const listening = (async () => {
    for await (const { event } of opened.desk.events.subscribe({ signal: stopping.signal })) if (event.type === 'task') heard.push(event.task);
  })();
  const begun = await call(useHandlers.classifyFolder, { run, folder }, context());
  expect(begun).toMatchObject({ state: 'running', done: 0, total: 4, file: null });
  const second = await call(useHandlers.classifyFolder, { run, folder }, context());
  const done = await ended(begun);
  expect(done).toMatchObject({ state: 'done', done: 4, message: expect.stringMatching(/^3 pictures classified; 1 file could not be read/) });
  const file = opened.desk.files.lookup(done.file!)!;
  expect(path.dirname(file)).toBe(opened.small.studio.folder.exports);
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  expect(rows[0]).toMatch(/^file,label,probability,label_2,/);
  expect(rows.slice(1).map((row) => path.basename(row.split(',')[0]!))).toEqual(['0.png', '1.png', '2.png', 'broken.jpg']);
  expect(rows[4]).toMatch(/broken\.jpg,,,,,,,,,,,.+not a JPEG/);
  const expected = await call(useHandlers.classify, { run, paths: [pictureFile(1)] }, context());
  const [, label, probability] = rows[2]!.split(',');
  expect(label).toBe(expected[0]!.top[0]!.className);
  expect(Number(probability)).toBeCloseTo(expected[0]!.top[0]!.probability, 6);
  const other = await ended(second);
  expect(other.state).toBe('done');
  expect(other.file).not.toBe(done.file);
  stopping.abort();
  await listening;
  const ownTasks = heard.filter(({ task }) => task === begun.task);
  expect(ownTasks.at(-1)).toEqual(done);
}, 120_000);

test('where there are enough validation pictures the table has the answer set of each picture', async () => {
  const { studio, dataset, scratch } = opened.small;
  const known = await runWithModel(studio, dataset);
  const judged = Array.from({ length: 20 }, (_, at) => ({ imageId: null, file: `${at}.png`, label: at % 2, predicted: at % 2, probabilities: at % 2 ? Float32Array.of(0.2, 0.8) : Float32Array.of(0.8, 0.2) }));
  const metrics = classificationMetrics(Float32Array.from(judged.flatMap(({ probabilities }) => [...probabilities])), judged.map(({ label }) => label), dataset.classes);
  saveEvaluation(studio.db, { runId: known, datasetVersionId: dataset.version.id, split: 'val', metrics }, judged);
  const folder = path.join(scratch, 'two leaves');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '0.png'), readFileSync(pictureFile()));
  const done = await ended(await call(useHandlers.classifyFolder, { run: known, folder }, context()));
  const [header, row] = readFileSync(opened.desk.files.lookup(done.file!)!, 'utf8').trim().split('\n');
  expect(header).toContain(',set,error');
  const { set } = (await call(useHandlers.classify, { run: known, paths: [pictureFile()] }, context()))[0]!;
  expect(row!.replaceAll('""', '"')).toContain(JSON.stringify(set!.classNames));
  // Sets of one's own choice: all classes at a level that 20 pictures hold; none, and the number that is enough, beyond it.
  const asked = async (level: number, method: SetMethod) => (await call(useHandlers.classify, { run: known, paths: [pictureFile()], sets: { level, method } }, context()))[0]!.set;
  expect(await asked(0.95, 'aps')).toEqual({ classNames: expect.any(Array), level: 0.95 });
  expect(await asked(0.96, 'lac')).toBeUndefined();
  expect(await call(useHandlers.answerSets, { run: known, level: 0.96 }, context())).toEqual({ images: 20, independentGroups: null, needed: 24, coverage: null });
  expect(await call(useHandlers.answerSets, { run: known, level: 0.9 }, context())).toMatchObject({ images: 20, needed: 9, coverage: { low: expect.any(Number), high: expect.any(Number) } });
  const without = await ended(await call(useHandlers.classifyFolder, { run: known, folder, sets: { level: 0.96, method: 'lac' } }, context()));
  expect(readFileSync(opened.desk.files.lookup(without.file!)!, 'utf8')).not.toContain(',set,');
}, 120_000);

test('a stopped task leaves nothing, and a folder without a picture or a run without a model begins none', async () => {
  const before = readdirSync(opened.small.studio.folder.exports);
  const begun = await call(useHandlers.classifyFolder, { run, folder: opened.small.pictures }, context());
  expect((await call(useHandlers.stopTask, { task: begun.task }, context())).message).toBe('Stopping');
  expect(await ended(begun)).toMatchObject({ state: 'failed', message: 'Stopped; nothing was written', file: null });
  expect(readdirSync(opened.small.studio.folder.exports)).toEqual(before);
  await expect(call(useHandlers.stopTask, { task: 'none' }, context())).rejects.toMatchObject({ code: 'not-found', field: 'task' });
  const empty = path.join(opened.small.scratch, 'empty');
  mkdirSync(empty, { recursive: true });
  await expect(call(useHandlers.classifyFolder, { run, folder: empty }, context())).rejects.toMatchObject({ code: 'not-found', field: 'folder' });
  const { studio, dataset } = opened.small;
  const queued = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'b', spec: {} });
  await expect(call(useHandlers.classifyFolder, { run: queued.id, folder: opened.small.pictures }, context())).rejects.toMatchObject({
    code: 'not-found',
    field: 'run',
  });
}, 180_000);

test('what to expect of a folder is said with the least familiar pictures as the network saw them; adapting keeps a run only where it is asked to', async () => {
  const { studio, dataset } = opened.small;
  const judged = dataset.images.filter(({ split }) => split === 'val').map(({ id, path: file, label }) => ({ imageId: id, file, label, predicted: 0, probabilities: Float32Array.of(0.7, 0.3) }));
  const metrics = classificationMetrics(Float32Array.from(judged.flatMap(({ probabilities }) => [...probabilities])), judged.map(({ label }) => label), dataset.classes);
  saveEvaluation(studio.db, { runId: run, datasetVersionId: dataset.version.id, split: 'val', metrics }, judged);
  const folder = path.join(opened.small.scratch, 'camera');
  mkdirSync(folder, { recursive: true });
  for (const [at, { file }] of dataset.images.entries()) for (const copy of [0, 1, 2, 3]) symlinkSync(file, path.join(folder, `${at}-${copy}${path.extname(file)}`));
  writeFileSync(path.join(folder, 'broken.png'), 'Dear all');
  const heard: number[] = [];
  const stopping = new AbortController();
  const listening = (async () => {
    for await (const { event } of opened.desk.events.subscribe({ signal: stopping.signal })) if (event.type === 'asking') heard.push(event.total);
  })();
  const found = await call(useHandlers.forecast, { run, folder }, context());
  expect(found).toMatchObject({ images: 32, expectedAccuracy: null, refused: 'few-labelled', split: 'val', skipped: 1 });
  expect(found.leastFamiliar.map(({ file, seen }) => [path.dirname(file), seen?.startsWith('/samples/')])).toEqual(Array.from({ length: 5 }, () => ['.', true]));
  const tried = await call(useHandlers.adapt, { run, folder, keep: false }, context());
  expect(tried).toMatchObject({ run: null, indexed: null, images: 32, of: 33, before: { images: 32 }, after: { images: 32 }, skipped: 1 });
  stopping.abort();
  await listening.catch(() => undefined);
  expect(new Set(heard)).toContain(33);
  await expect(call(useHandlers.forecast, { run, folder: path.join(opened.small.scratch, 'nowhere') }, context())).rejects.toMatchObject({ code: 'not-found' });
}, 180_000);
