import type { SaidValues } from '../../shared/said.ts';
import type { FileStamp } from '../files/file-state.ts';
import type { images } from './dataset-tables.ts';

/** What a scan knows about one file. `sha256` is null only for a file that could not be read, `stamp` where it cannot be trusted. */
export type ScannedFile = Pick<typeof images.$inferSelect, 'path' | 'sizeBytes' | 'modifiedMs' | 'sha256' | 'width' | 'height' | 'problem'> & {
  stamp?: FileStamp | null;
  /** `problem` as data, where it is known. */
  problemValues?: SaidValues | null;
  /** 16 bits a sample of which 12 are used. */
  isDim?: boolean;
};

/** A file of the last scan, with what tells whether it has changed since. */
export type KnownFile = Required<ScannedFile> & { id: number };
