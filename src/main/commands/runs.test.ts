import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishedRun } from '../../../test/finished-run.ts';
import { graft } from '../../../test/graft.ts';
import { openSmallStudio, quickResnet } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';
import { createEventHub } from '../../core/events/event-hub.ts';
import { createRunQueue } from '../../core/runs/lifecycle/run-queue.ts';
import { enqueue } from '../../core/runs/lifecycle/enqueue.ts';
import { deleteRun, getRun, updateRun } from '../../core/store/runs.ts';

let small: SmallStudio;
let home = '';
beforeAll(async () => {
  small = await openSmallStudio([12, 12]);
  home = small.studio.folder.root;
  const planned = await planHere(small.studio, small.dataset, quickResnet);
  const { id } = enqueue(small.studio, { dataset: small.dataset, planned, spec: quickResnet });
  updateRun(small.studio.db, id, { state: 'cancelled' });
});
afterAll(() => small.close());

test('a run is renamed and gets a note; empty ones take them away; too long ones are refused', async () => {
  const renamed = await graft(['runs', 'rename', '1', ' first try ', '--json'], { home });
  expect(renamed.lines()).toEqual([{ run: 1, name: 'first try', note: null }]);
  const noted = await graft(['runs', 'note', 'first try', 'weak on thistles'], { home });
  expect(noted).toMatchObject({ code: 0, stdout: 'Noted on run 1 "first try".\n' });
  expect((await graft(['runs', 'show', '1'], { home })).stdout).toMatch(/note\s+weak on thistles/);
  expect((await graft(['runs', 'note', '1', '', '--json'], { home })).lines()).toEqual([
    { run: 1, name: 'first try', note: null },
  ]);
  expect((await graft(['runs', 'rename', '1', 'x'.repeat(201)], { home })).code).toBe(2);
  expect(getRun(small.studio.db, 1).name).toBe('first try');
}, 60_000);

test('the best run is marked, and another one pinned; where only a data set is said, the pinned one is taken', async () => {
  const { db } = small.studio;
  const of = { datasetVersionId: small.dataset.version.id, backboneId: 'starter', spec: {} };
  const [good, bad] = [finishedRun(db, of, 0.8), finishedRun(db, of, 0.6)];
  const marks = async (): Promise<unknown[]> => {
    const [rows] = (await graft(['runs', 'list', '--json'], { home })).lines();
    return rows.map((row: any) => [row.run, row.isBest, row.isPinned]);
  };
  expect(await marks()).toEqual([[bad.id, false, false], [good.id, true, false], [1, false, false]]);
  const dataset = small.dataset.dataset.id;
  const asked = await graft(['export', dataset, '--format', 'onnx'], { home });
  expect(asked.stderr).toContain(`run ${good.id}, the best (run ${bad.id} is newer), is taken`);
  const pinned = await graft(['runs', 'pin', String(bad.id), '--json'], { home });
  expect(pinned.lines()).toEqual([{ run: bad.id, isPinned: true, taken: bad.id }]);
  expect(await marks()).toEqual([[bad.id, false, true], [good.id, true, false], [1, false, false]]);
  const csv = (await graft(['runs', 'list', '--csv'], { home })).stdout.trim().split('\n').map((line) => line.split(','));
  expect(csv.map((cells) => [cells[0], cells[2], ...cells.slice(5, 9)])).toEqual([
    ['run', 'state', 'best', 'pinned', 'split', 'accuracy'],
    [String(bad.id), 'done', '0', '1', 'val', '0.6'],
    [String(good.id), 'done', '1', '0', 'val', '0.8'],
    ['1', 'cancelled', '0', '0', '', ''],
  ]);
  expect(csv[3]![csv[0]!.indexOf('freeze')]).toBe('head');
  const table = (await graft(['runs', 'list'], { home })).stdout;
  expect(table).toMatch(new RegExp(`^ *${bad.id} +pinned .*\n *${good.id} +best `, 'm'));
  expect((await graft(['runs', 'unpin', String(bad.id)], { home })).stdout).toBe(
    `Run ${bad.id} is not pinned any more; what stands for ${small.dataset.dataset.name} is run ${good.id}, the best (run ${bad.id} is newer).\n`,
  );
  expect((await graft(['runs', 'pin', '1'], { home })).code).toBe(2);
  for (const { id } of [good, bad]) deleteRun(db, id);
}, 120_000);

test('a run of the window looks like one of the terminal', { timeout: 120_000 }, async () => {
  const queue = createRunQueue(small.studio, createEventHub(), { lookMs: 100 });
  const spec = { ...quickResnet, epochs: 1 };
  try {
    const { run } = await queue.start(small.dataset.dataset.id, spec);
    while (!['done', 'failed'].includes(getRun(small.studio.db, run).state))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const flags = ['--freeze', 'head', '--image-size', '32', '--precision', 'float32', '--threads', '1'];
    const rest = ['--cache-size', '100MB', '--lr', '0.01', '--batch-size', '16', '--epochs', '1', '--json'];
    const trained = await graft(['train', small.dataset.dataset.id, ...flags, ...rest], { home });
    expect(trained.code).toBe(0);
    const theirs = trained.lines().at(-1).run as number;
    const [ours, terminals] = await Promise.all(
      [run, theirs].map(async (id) => (await graft(['runs', 'show', String(id), '--json'], { home })).lines()[0]),
    );
    expect(Object.keys(ours)).toEqual(Object.keys(terminals));
    expect(ours).toMatchObject({ state: 'done', spec: terminals.spec, plan: terminals.plan, metrics: terminals.metrics });
    expect(ours.evaluations).toEqual(terminals.evaluations);
    const losses = (report: { epochs: { trainLoss: number; valLoss: number }[] }) =>
      report.epochs.map(({ trainLoss, valLoss }) => [trainLoss, valLoss]);
    expect(losses(ours)).toEqual(losses(terminals));
  } finally {
    await queue.close();
  }
});
