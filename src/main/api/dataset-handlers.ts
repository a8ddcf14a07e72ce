import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { LayoutKind } from '../../shared/layout.ts';
import { setClassKey } from '../../core/datasets/labels/class-keys.ts';
import { addClass, removeClass } from '../../core/datasets/labels/class-names.ts';
import { datasetView } from '../../core/datasets/views/dataset-view.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { relinkDataset } from '../../core/datasets/scanning/relink-dataset.ts';
import { markOpened } from '../../core/datasets/scanning/open-dataset.ts';
import { projectCards } from '../../core/datasets/views/project-cards.ts';
import { removeDataset } from '../../core/datasets/known/remove-dataset.ts';
import { sampleFolder } from '../../core/datasets/files/sample-folder.ts';
import { setSplit } from '../../core/datasets/version/set-split.ts';
import { lockTest } from '../../core/runs/results/test-lock.ts';
import { updateDataset } from '../../core/store/datasets.ts';
import { lockOfDataset } from '../../core/store/test-locks.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';
import { picturedReadings } from './pictured-readings.ts';
import { insideRoot } from './root-folder.ts';

export const datasetHandlers = {
  list: os.datasets.list.handler(({ context }) => projectCards(context.studio.db)),

  open: os.datasets.open.handler(async ({ context, input: { folder, ...more }, signal }) => {
    const real = await insideRoot(context.door, folder, 'folder');
    return open(context, real, more, signal);
  }),

  openSample: os.datasets.openSample.handler(({ context, signal }) => open(context, sampleFolder, {}, signal)),

  readings: os.datasets.readings.handler(async ({ context, input, signal }) => {
    const isKnown = 'dataset' in input;
    const root = isKnown ? needDataset(context.studio.db, input.dataset).root : await insideRoot(context.door, input.folder, 'folder');
    return picturedReadings(context, root, signal);
  }),

  show: os.datasets.show.handler(({ context, input: { dataset } }) => {
    needDataset(context.studio.db, dataset);
    markOpened(context.studio.db, dataset);
    context.watcher.watch(dataset);
    return view(context, dataset);
  }),

  rename: os.datasets.rename.handler(({ context, input: { dataset, name } }) =>
    changed(context, dataset, () => updateDataset(context.studio.db, dataset, { name })),
  ),

  remove: os.datasets.remove.handler(async ({ context, input: { dataset } }) => {
    removeDataset(context.studio.db, needDataset(context.studio.db, dataset).id);
    await context.watcher.unwatch(dataset);
    return { removed: true as const };
  }),

  rescan: os.datasets.rescan.handler(async ({ context, input: { dataset, layout }, signal }) => {
    await context.scans.rescan(needDataset(context.studio.db, dataset), { layout, signal });
    return view(context, dataset);
  }),

  relink: os.datasets.relink.handler(async ({ context, input: { dataset, folder } }) => {
    const real = await insideRoot(context.door, folder, 'folder');
    const { same } = await relinkDataset(context.studio.db, dataset, real);
    await context.watcher.unwatch(dataset);
    context.watcher.watch(dataset);
    return { view: view(context, dataset), same };
  }),

  setSplit: os.datasets.setSplit.handler(({ context, input: { dataset, ...shares } }) =>
    changed(context, dataset, () => setSplit(context.studio.db, dataset, shares)),
  ),

  testLock: os.datasets.testLock.handler(({ context: { studio }, input: { dataset } }) => lockOfDataset(studio.db, needDataset(studio.db, dataset).id)),

  lockTest: os.datasets.lockTest.handler(({ context: { studio }, input: { dataset, ...wish } }) => lockTest(studio, needDataset(studio.db, dataset).id, wish)),

  addClass: os.datasets.addClass.handler(({ context, input: { dataset, name } }) =>
    changed(context, dataset, () => addClass(context.studio.db, dataset, name)),
  ),

  removeClass: os.datasets.removeClass.handler(({ context, input: { dataset, name } }) =>
    changed(context, dataset, () => removeClass(context.studio.db, dataset, name)),
  ),

  setClassKey: os.datasets.setClassKey.handler(({ context, input: { dataset, name, key } }) =>
    changed(context, dataset, () => setClassKey(context.studio.db, dataset, name, key)),
  ),
};

async function open(
  desk: Desk,
  folder: string,
  more: { name?: string; layout?: LayoutKind },
  signal: AbortSignal | undefined,
): Promise<DatasetView> {
  const id = await desk.scans.open(folder, { ...more, signal });
  markOpened(desk.studio.db, id);
  desk.watcher.watch(id);
  return view(desk, id);
}

/** Does something to a data set and answers what it is now. */
function changed(desk: Desk, dataset: string, work: () => void): DatasetView {
  needDataset(desk.studio.db, dataset);
  work();
  return view(desk, dataset);
}

const view = (desk: Desk, dataset: string): DatasetView => ({
  ...datasetView(desk.studio.db, dataset),
  isWatched: desk.watcher.isWatching(dataset),
});
