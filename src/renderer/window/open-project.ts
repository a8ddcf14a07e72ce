import { shownError } from '../api/call-error.ts';
import { studio } from '../api/client.ts';
import { useProject } from '../stores/project.ts';
import { useProjects } from '../stores/projects.ts';
import { useSystem } from '../stores/system.ts';
import { useToasts } from '../stores/toasts.ts';
import { withLayout } from './layout-question.ts';
import { router } from './router.ts';
import { folderPicker } from '../composables/window-state.ts';
import type { FolderWish } from '../composables/window-state.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';

/** Shows a data set that a call just answered with. */
async function show(view: DatasetView): Promise<void> {
  const project = useProject();
  project.id = view.id;
  project.replace(view);
  void useProjects().load();
  await router.push({ name: 'data', params: { dataset: view.id } });
}

/** Reads the folder of the open project again. */
export async function rescanProject(): Promise<void> {
  const project = useProject();
  const { id, view } = project;
  if (id === null) return;
  const read = await withLayout({ dataset: id }, view?.name ?? id, (layout) => studio.datasets.rescan({ dataset: id, layout }));
  if (read && project.id === id) project.replace(read);
}

/** Opens a folder as a project and shows its Data page. Throws a StudioCallError where the folder cannot be used. */
export async function openFolder(folder: string, signal?: AbortSignal): Promise<void> {
  const name = folder.split('/').findLast((part) => part !== '') ?? folder;
  const view = await withLayout({ folder }, name, (layout) => studio.datasets.open({ folder, layout }, { signal }), signal);
  if (view) await show(view);
}

export async function openSample(signal?: AbortSignal): Promise<void> {
  await show(await studio.datasets.openSample(undefined, { signal }));
}

/** Asks for a folder and hands it to `choose`: the system's own window where there is one, else the folder page. */
export async function chooseFolder(note: string | null, choose: FolderWish['choose'], more: Pick<FolderWish, 'title' | 'action'> = {}): Promise<void> {
  const system = useSystem();
  if (!system.info) await system.load();
  if (!system.info?.hasNativePicker) {
    folderPicker.value = { note, choose, ...more };
    return;
  }
  await telling(async () => {
    const { folder } = await studio.system.pickFolder();
    if (folder !== null) await choose(folder);
  });
}

/** Asks for a folder and opens it as a project. */
export const askForFolder = (note: string | null = null): Promise<void> => chooseFolder(note, openFolder);

/** Asks where the folder of a project lies now, which must hold the same pictures; `onDone` hears how many. */
export const relinkProject = (dataset: string, { note, ...more }: Pick<FolderWish, 'note' | 'title' | 'action'>, onDone: (same: number) => void): Promise<void> =>
  chooseFolder(
    note,
    async (folder) => {
      const { view, same } = await studio.datasets.relink({ dataset, folder });
      await show(view);
      onDone(same);
    },
    more,
  );

/** Runs something a command began; where it fails, a toast says why, since no page shows it. */
export async function telling(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (failure) {
    const error = shownError(failure);
    if (error) useToasts().show(error.message, { error, kind: 'error' });
  }
}
