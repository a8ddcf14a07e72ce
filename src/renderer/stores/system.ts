import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef } from 'vue';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { ExportFormat } from '../../shared/export-format.ts';
import type { SystemInfo } from '../../shared/contract/system-calls.ts';
import type { TaskState } from '../../shared/contract/use-calls.ts';
import { studio } from '../api/client.ts';
import { useLoading } from './loading.ts';

export interface FolderScan {
  folder: string;
  done: number;
  total: number | null;
}

/** This machine, its engine, and work that is no run (setting up, classifying a folder, reading a folder, adding pictures). */
export const useSystem = defineStore('system', () => {
  /** Null until it came. */
  const info = shallowRef<SystemInfo | null>(null);
  /** By task id. */
  const tasks = shallowReactive(new Map<string, TaskState>());
  /** By folder, while it is read; gone at its end. */
  const scans = shallowReactive(new Map<string, FolderScan>());
  /** Pictures on their way into a class of the open project; null while none is. */
  const adding = shallowRef<{ label: string; done: number; total: number } | null>(null);
  /** By run and format, while it is compared with the run. */
  const exporting = shallowReactive(new Map<string, number>());
  const { isLoading, error, load } = useLoading(async () => {
    info.value = await studio.system.info();
  });

  const setUp = computed(() => [...tasks.values()].find((task) => task.kind === 'engine-setup') ?? null);

  function putTask(task: TaskState): void {
    tasks.set(task.task, task);
    if (task.kind === 'engine-setup' && task.state !== 'running') void load();
  }

  function apply(event: StudioEvent): void {
    if (event.type === 'reset') {
      scans.clear();
      exporting.clear();
      void load();
    } else if (event.type === 'task') putTask(event.task);
    else if (event.type === 'scan') {
      if (event.total !== null && event.done >= event.total) scans.delete(event.folder);
      else scans.set(event.folder, event);
    } else if (event.type === 'export') {
      const key = `${event.run} ${event.format}`;
      if (event.done >= event.total) exporting.delete(key);
      else exporting.set(key, event.done / event.total);
    }
  }

  /** Of the pictures that an export is compared on, 0 to 1; null while none goes on. */
  const exportPart = (run: number, format: ExportFormat): number | null => exporting.get(`${run} ${format}`) ?? null;

  async function setUpEngine(): Promise<void> {
    putTask(await studio.system.setUpEngine());
  }

  return { info, tasks, scans, adding, setUp, exportPart, isLoading, error, load, putTask, apply, setUpEngine };
});
