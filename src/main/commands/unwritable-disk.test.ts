import { cpSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tintedFolder } from '../../../test/small-run.ts';
import { smallDisk, type SmallDisk } from '../../../test/small-disk.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { openSmallStudio, quick } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { applyGroups } from '../../core/datasets/version/apply-groups.ts';
import { forEachLimited } from '../../core/datasets/files/for-each-limited.ts';
import { freeDiskBytes } from '../../core/files/free-disk.ts';
import { exportRun } from '../../core/runs/use/export.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';
import { saveProposals } from '../../core/store/label-proposals.ts';
import { startRun } from '../../../test/train-run.ts';

let small: SmallStudio;
let dataset = '';
/** A data set of pairs, some of them without a class, that nobody asked a network about yet. */
let grouped = '';
/** A data set of which pictures were proposed for labels, and have one by now. */
let proposed = '';
beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
  const { studio } = small;
  const spec = { ...quick, epochs: 1 };
  const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
  const { run } = await startRun(studio, small.dataset, await planHere(studio, small.dataset, spec), spec, silent);
  await exportRun(studio, run, { format: 'onnx', force: false });
  dataset = small.dataset.dataset.id;
  const pairs = path.join(small.scratch, 'pairs');
  await tintedFolder(pairs, [14, 14]);
  for (let at = 10; at < 14; at++) for (const of of [0, 1]) renameSync(path.join(pairs, `class-${of}`, `${at}.png`), path.join(pairs, `${of}-${at}.png`));
  const { dataset: { id }, images } = await datasetForTraining(studio.db, pairs, { val: 0.25 });
  applyGroups(studio.db, id, { source: 'csv', keys: new Map(images.map(({ sha256 }, at) => [sha256, `pair ${Math.floor(at / 2)}`])) });
  grouped = id;
  const asked = path.join(small.scratch, 'asked');
  await tintedFolder(asked, [20, 20]);
  const labelled = await datasetForTraining(studio.db, asked, { val: 0.25 });
  proposed = labelled.dataset.id;
  const taught = [0, 1].flatMap((label) => labelled.images.filter((image) => image.split === 'train' && image.label === label).slice(0, 10));
  saveProposals(studio.db, proposed, taught.map(({ sha256 }, at) => ({ sha256, kind: at % 2 === 0 ? 'typical' : 'random' })));
  // The log goes into the file, which is copied below.
  studio.db.$client.pragma('wal_checkpoint(TRUNCATE)');
}, 180_000);
afterAll(() => small.close());

const minutes = { timeout: 400_000 };

/** The data folder, closed, on a disk of its own with as much room as is needed. */
function onDisk(disk: SmallDisk): string {
  const home = path.join(disk.folder, 'data');
  const isCopied = (file: string): boolean => !/graft\.sqlite-|reserve$/.test(file);
  cpSync(small.studio.folder.root, home, { recursive: true, filter: isCopied });
  return home;
}

/** Every reading command does what it does elsewhere. */
async function expectReading(home: string): Promise<void> {
  const picture = path.join(small.pictures, 'class-0', '0.png');
  const reading: [string[], RegExp][] = [
    [['runs', 'list'], /done/],
    [['runs', 'show', '1'], /epoch/i],
    [['runs', 'compare', '1', '1'], /./],
    [['datasets', 'list'], /class|16/],
    [['datasets', 'show', dataset], /class-0/],
    [['datasets', 'groups', dataset], /belong together/],
    [['datasets', 'duplicates', dataset, '--near'], /./],
    [['labels', 'export', dataset], /class-1/],
    [['backbones', 'list'], /resnet18/],
    [['predict', '1', picture], /class-\d/],
    [['predict', path.join(home, 'exports', '1-onnx'), picture], /class-\d/],
    [['evaluate', '1'], /%/],
    [['cache', 'list'], /./],
    [['restore', '--list'], /1/],
  ];
  // Some at a time, since most of a process's time is waiting; each has the disk as it is.
  await forEachLimited(reading, 4, async ([args, says]) => {
    const { code, stdout, stderr } = await graft(args, { home });
    expect({ args, code, stderr }).toMatchObject({ code: 0 });
    expect(stdout, args.join(' ')).toMatch(says);
  });
  // What scans the folder first, and what the network saw of pictures nobody asked for yet.
  const unkept: [string[], RegExp][] = [
    [['suspects', dataset], /picture/],
    [['datasets', 'leak', grouped], /%/],
    [['labels', 'suggest', grouped], /./],
    [['labels', 'next', grouped], /random/],
    [['advise', dataset], /./],
    [['profile', dataset], /stem/],
    [['labels', 'next', proposed, '--benefit'], /%/],
  ];
  await forEachLimited(unkept, 2, async ([args, says]) => {
    const { code, stdout, stderr } = await graft(args, { home });
    expect({ args, code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('not kept') });
    expect(stdout, args.join(' ')).toMatch(says);
  });
  const evaluated = await graft(['evaluate', '1', small.pictures], { home });
  expect(evaluated).toMatchObject({ code: 0, stdout: expect.stringContaining('%'), stderr: expect.stringContaining('not kept') });
  const doctor = await graft(['doctor', '--json'], { home });
  expect(doctor.lines()[0]).toMatchObject({ database: { runs: 1, datasets: 3 } });
  expect(doctor.stdout).not.toContain('"internal"');
}

test('a read-only data folder: all that reads works, and what writes says why not', minutes, async (context) => {
  const disk = smallDisk(context, 300);
  const home = onDisk(disk);
  disk.makeReadOnly();
  await expectReading(home);
  for (const args of [['runs', 'note', '1', 'x'], ['runs', 'delete', '1', '--yes'], ['cache', 'clear', '--yes']]) {
    const { code, stdout } = await graft([...args, '--json'], { home });
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'not-writable' } }]);
  }
  const out = path.join(tempFolder(), 'elsewhere');
  const exported = await graft(['export', '1', '--format', 'safetensors', '--out', out], { home });
  expect(exported).toMatchObject({ code: 0, stderr: expect.stringContaining('the export is whole, and no list of exports will name it') });
  expect(readdirSync(out)).toContain('manifest.json');
});

test('0 bytes free: all that reads works, deleting works and gives the room back', minutes, async (context) => {
  const disk = smallDisk(context, 300);
  const home = onDisk(disk);
  writeFileSync(path.join(home, 'reserve'), Buffer.alloc(8e6));
  expect(() => writeFileSync(path.join(disk.folder, 'filler'), Buffer.alloc(320e6))).toThrow('ENOSPC');
  expect(freeDiskBytes(home)).toBe(0);
  await expectReading(home);
  const noted = await graft(['runs', 'note', '1', 'x', '--json'], { home });
  expect([noted.code, JSON.parse(noted.stdout)]).toMatchObject([1, { error: { code: 'out-of-disk' } }]);
  expect((await graft(['cache', 'clear', '--yes'], { home })).code).toBe(0);
  expect(await graft(['runs', 'delete', '1', '--yes'], { home })).toMatchObject({ code: 0, stdout: expect.stringContaining('given back') });
  expect(existsSync(path.join(home, 'runs', '1'))).toBe(false);
  expect((await graft(['runs', 'list', '--json'], { home })).lines()).toEqual([[]]);
});
