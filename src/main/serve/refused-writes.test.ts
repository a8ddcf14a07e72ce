import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { longestPauseMs } from '../../../test/longest-pause.ts';
import { lockInOtherProcess } from '../../../test/other-process.ts';
import { smallDisk } from '../../../test/small-disk.ts';
import { tintedFolder } from '../../../test/small-run.ts';
import { quickResnet } from '../../../test/small-studio.ts';
import { listEpochs, listRuns } from '../../core/store/runs.ts';
import { trainerLease } from '../../core/store/trainer-lease.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { RunDetails, RunRow } from '../../shared/contract/run-calls.ts';
import { runStudio } from './running-studio.fixture.ts';
import type { RunningStudio } from './running-studio.fixture.ts';

const minutes = { timeout: 180_000 };
const spec = { ...quickResnet, freeze: 'until:stage4', batchSize: 8, epochs: 6 };

/** A studio with a data set that trains now; resolves after the first epoch. */
async function training(studio: RunningStudio): Promise<{ run: number; dataset: string; told: StudioEvent[] }> {
  const told: StudioEvent[] = [];
  void (async () => {
    for await (const { event } of studio.desk.events.subscribe()) told.push(event);
  })();
  await tintedFolder(path.join(studio.home, 'pictures'), [12, 12]);
  const opened = await studio.call('datasets/open', { folder: path.join(studio.home, 'pictures') });
  const { id } = opened.json as DatasetView;
  const started = await studio.call('runs/start', { dataset: id, spec });
  expect(started).toMatchObject({ status: 200 });
  const { run } = started.json as RunRow;
  while (!told.some(({ type }) => type === 'run-epoch')) await delay(20);
  return { run, dataset: id, told };
}

test('the database is locked for 14 s while a run trains: the run goes on, calls have names, all is stored afterwards', minutes, async () => {
  await using studio = await runStudio();
  const { run, dataset, told } = await training(studio);
  const other = await lockInOtherProcess(studio.desk.studio.folder.database);
  const startedMs = performance.now();
  let waited: Awaited<ReturnType<RunningStudio['call']>> | undefined;
  const pauseMs = await longestPauseMs(async () => {
    const writing = studio.call('runs/edit', { run, note: 'written while locked' }).then((answer) => (waited = answer));
    while (performance.now() - startedMs < 14_000) {
      const askedMs = performance.now();
      expect((await studio.call('runs/list', {})).status).toBe(200);
      expect((await studio.call('datasets/show', { dataset })).status).toBe(200);
      expect(performance.now() - askedMs).toBeLessThan(3000);
      await delay(200);
    }
    await writing;
  });
  expect(waited).toMatchObject({ status: 503, json: { code: 'database-locked', data: { hint: expect.stringContaining('Try again') } } });
  // The machine of a test may be busy with others; SQLite alone would have held the thread for 10 s.
  expect(pauseMs).toBeLessThan(1000);
  const brief = studio.call('runs/edit', { run, note: 'written soon after' });
  await delay(300);
  await other.letGo();
  expect((await brief).status).toBe(200);
  const { db } = studio.desk.studio;
  while (listRuns(db)[0]!.state === 'running' || trainerLease(db)) await delay(50);
  const details = (await studio.call('runs/show', { run })).json as RunDetails;
  expect(details).toMatchObject({ state: 'done', note: 'written soon after', error: null });
  expect(listEpochs(db, run).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  const notices = told.filter((event) => event.type === 'run-notice').map(({ notice }) => notice.about);
  expect(notices.filter((about) => about === 'store-waits')).toHaveLength(1);
  expect(notices.filter((about) => about === 'stored-again')).toHaveLength(1);
});

test('the disk is full while a run trains: the run ends with a name or goes on, and the studio answers', minutes, async (context) => {
  const disk = smallDisk(context, 450);
  await using studio = await runStudio(path.join(disk.folder, 'data'));
  const { run } = await training(studio);
  const filler = path.join(disk.folder, 'filler');
  expect(() => writeFileSync(filler, Buffer.alloc(470e6))).toThrow('ENOSPC');
  await delay(4000);
  const call = await studio.call('runs/edit', { run, note: 'x'.repeat(9000) });
  if (call.status !== 200) expect(call).toMatchObject({ status: 507, json: { code: 'out-of-disk' } });
  expect((await studio.call('runs/list', {})).status).toBe(200);
  rmSync(filler);
  const { db } = studio.desk.studio;
  while (listRuns(db)[0]!.state === 'running' || trainerLease(db)) await delay(50);
  const row = (await studio.call('runs/list', {})).json as RunRow[];
  expect(row[0]).toMatchObject(row[0]!.state === 'done' ? { error: null } : { state: 'failed', isResumable: true, error: { code: 'out-of-disk' } });
  if (row[0]!.state === 'failed') await studio.call('runs/resume', { run });
  while (listRuns(db)[0]!.state !== 'done') await delay(50);
  expect(listEpochs(db, run)).toHaveLength(6);
});
