import { shownError } from '../api/call-error.ts';
import { studio } from '../api/client.ts';
import { useProject } from '../stores/project.ts';
import { useProjects } from '../stores/projects.ts';
import { useSystem } from '../stores/system.ts';
import { useToasts } from '../stores/toasts.ts';
import { withLayout } from './layout-question.ts';
import { router } from './router.ts';
import { folderPicker } from '../composables/window-state.ts';
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
export async function chooseFolder(note: string | null, choose: (folder: string) => Promise<void>): Promise<void> {
  const system = useSystem();
  if (!system.info) await system.load();
  if (!system.info?.hasNativePicker) {
    folderPicker.value = { note, choose };
    return;
  }
  await telling(async () => {
    const { folder } = await studio.system.pickFolder();
    if (folder !== null) await choose(folder);
  });
}

/** Asks for a folder and opens it as a project. */
export const askForFolder = (note: string | null = null): Promise<void> => chooseFolder(note, openFolder);

/** Runs something a command began; where it fails, a toast says why, since no page shows it. */
export async function telling(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (failure) {
    const error = shownError(failure);
    if (error) useToasts().show([error.message, error.hint].filter(Boolean).join(' '), { error, kind: 'error' });
  }
}
