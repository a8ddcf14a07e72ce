import type { StudioEvent } from '../../../shared/contract/events.ts';
import type { Database } from '../../store/database.ts';
import type { AddOptions } from './add-dataset.ts';
import { openDataset, rescanDataset } from './open-dataset.ts';

type ToldOptions = Pick<AddOptions, 'name' | 'layout' | 'signal'>;

/** Scans that a window asks for, their progress and what they found told as events. */
export interface ToldScans {
  /** @returns the data set's id @throws StudioError as `openDataset` */
  open(folder: string, options: ToldOptions): Promise<string>;
  /** @throws StudioError as `rescanDataset` */
  rescan(dataset: { readonly id: string; readonly root: string }, options: ToldOptions): Promise<void>;
}

export function createToldScans(db: Database, publish: (event: StudioEvent) => void): ToldScans {
  const telling = (folder: string) => ({ onProgress: ({ done, total }: { done: number; total: number }) => publish({ type: 'scan', folder, done, total }) });
  return {
    async open(folder, options) {
      const { id, news } = await openDataset(db, folder, { ...options, ...telling(folder) });
      publish({ type: 'dataset', dataset: id, news });
      return id;
    },
    async rescan({ id, root }, options) {
      const { news } = await rescanDataset(db, id, { ...options, ...telling(root) });
      publish({ type: 'dataset', dataset: id, news });
    },
  };
}
