import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import type { StudioEvent } from '../../../shared/contract/events.ts';
import { setLabel } from '../../datasets/labels/labels.ts';
import { removeDataset } from '../../datasets/known/remove-dataset.ts';
import { createEventHub } from '../../events/event-hub.ts';
import type { EventHub } from '../../events/event-hub.ts';
import { inTransaction } from '../../store/database.ts';
import { updateDataset } from '../../store/datasets.ts';
import { createRun, deleteRun, saveEpoch, updateRun } from '../../store/runs.ts';
import { createStudy, deleteStudy, updateStudy } from '../../store/studies.ts';
import { studySpecSchema } from '../../../shared/study-spec.ts';
import { openStudio } from '../../open-studio.ts';
import type { Studio } from '../../open-studio.ts';
import { createChangeFeed } from './change-feed.ts';
import { createRunQueue } from './run-queue.ts';

let small: SmallStudio;
let terminal: Studio;
beforeAll(async () => {
  small = await openSmallStudio([4, 4]);
  terminal = openStudio({ dataDir: small.studio.folder.root });
});
afterAll(() => {
  terminal.close();
  small.close();
});

test('labels, a name and a removal by another program are told once; nothing is told where nothing changed', () => {
  const told: StudioEvent[] = [];
  const hub = { publish: (event: StudioEvent) => void told.push(event) } as unknown as EventHub;
  const { look } = createChangeFeed(small.studio, hub, () => false);
  const { id } = small.dataset.dataset;
  const heard = () => {
    look();
    return told.splice(0);
  };
  const changed = [{ type: 'dataset', dataset: id, news: null }];
  expect(heard()).toEqual([]);
  setLabel(terminal.db, id, [small.dataset.images[0]!.id], 'class-1');
  expect(heard()).toEqual(changed);
  expect(heard()).toEqual([]);
  updateDataset(terminal.db, id, { name: 'another name' });
  expect(heard()).toEqual(changed);
  removeDataset(terminal.db, id);
  expect(heard()).toEqual([{ type: 'dataset-removed', dataset: id }]);
});

test('a study that another program makes, goes on with or deletes is told', () => {
  const told: StudioEvent[] = [];
  const { look } = createChangeFeed(small.studio, { publish: (event: StudioEvent) => void told.push(event) }, () => false);
  const heard = () => {
    look();
    return told.splice(0);
  };
  const spec = studySpecSchema.parse({ title: 'Seeds', dataset: small.dataset.dataset.id });
  const { id } = createStudy(terminal.db, { spec, datasetVersionId: small.dataset.version.id, steps: null }, [{ row: 0, repeat: 0, cell: {}, spec: {}, part: null }]);
  const change = [{ type: 'study', study: id }];
  expect(heard()).toEqual(change);
  updateStudy(terminal.db, id, { state: 'running' });
  expect(heard()).toEqual(change);
  deleteStudy(terminal.db, id);
  expect(heard()).toEqual(change);
  expect(heard()).toEqual([]);
});

const newRun = (studio: Studio, name: string) =>
  createRun(studio.db, { datasetVersionId: small.dataset.version.id, backboneId: 'starter', spec: {}, state: 'paused', name }).id;

test('of a run that another program trains every epoch and state is told once, of a thousand others nothing', () => {
  const told: StudioEvent[] = [];
  const hub = { publish: (event: StudioEvent) => void told.push(event) };
  inTransaction(terminal.db, () => Array.from({ length: 1000 }, (_, i) => newRun(terminal, `other ${i}`)));
  const { look } = createChangeFeed(small.studio, hub, () => false);
  const heard = () => {
    look();
    return told.splice(0).map((event) => (event.type === 'run' ? `run ${event.run.state}` : event.type));
  };
  const run = newRun(terminal, 'theirs');
  updateRun(terminal.db, run, { state: 'running' });
  expect(heard()).toEqual(['run running']);
  const epoch = { runId: run, phase: 'head', trainLoss: 1, trainAccuracy: 0, valLoss: 1, valAccuracy: 0, learningRate: 1, imagesPerSecond: 1, seconds: 1 };
  for (const number of [1, 2]) saveEpoch(terminal.db, { ...epoch, epoch: number });
  expect(heard()).toEqual(['run-epoch', 'run-epoch']);
  saveEpoch(terminal.db, { ...epoch, epoch: 3 });
  updateRun(terminal.db, run, { state: 'done' });
  expect(heard()).toEqual(['run-epoch', 'run done']);
  expect(heard()).toEqual([]);
  deleteRun(terminal.db, run);
  expect(heard()).toEqual(['run-removed']);
});

test("another process's change is at a window in under half a second", { timeout: 60_000 }, async () => {
  const run = newRun(small.studio, 'waits');
  const events = createEventHub();
  onTestFinished(() => events.close());
  const queue = createRunQueue(small.studio, events);
  onTestFinished(() => queue.close());
  const leaving = new AbortController();
  const window = events.subscribe({ signal: leaving.signal });
  const script = `
    import { openStudio } from '${path.resolve('src/core/open-studio.ts')}';
    import { updateRun } from '${path.resolve('src/core/store/runs.ts')}';
    import { createInterface } from 'node:readline';
    const studio = openStudio({ dataDir: process.argv[1] });
    console.log('ready');
    createInterface({ input: process.stdin }).on('line', (name) => {
      updateRun(studio.db, ${run}, { name });
      console.log(Date.now());
    });`;
  const program = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', script, small.studio.folder.root], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  const said = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  await said.next();
  const delaysMs: number[] = [];
  for (let i = 0; i < 7; i++) {
    program.stdin.write(`name ${i}\n`);
    for (;;) {
      const { event } = (await window.next()).value!;
      if (event.type === 'run' && event.run.name === `name ${i}`) break;
    }
    const heardMs = Date.now();
    delaysMs.push(heardMs - Number((await said.next()).value));
  }
  leaving.abort();
  // A busy machine may be late now and then; a look a second would be late each time.
  expect(delaysMs.toSorted((a, b) => a - b)[3], `heard after ${delaysMs.join(', ')} ms`).toBeLessThan(500);
  program.stdin.end();
  await once(program, 'exit');
});
