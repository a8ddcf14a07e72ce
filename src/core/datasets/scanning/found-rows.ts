import type { ScannedFile } from '../../store/images.ts';
import type { SeenFile } from '../known/placed-image.ts';

/** The numbers of a file, in a row of this many. */
const columns = ['sizeBytes', 'modifiedMs', 'inode', 'changedMs', 'width', 'height', 'isDim'] as const;
const firstRows = 1024;

/** What a scan finds. A hundred thousand files are kept as their words and one table of numbers: whole objects of them would take five times as much. */
export interface FoundRows {
  /** What says where each file belongs, in the order in which they came. */
  readonly files: readonly SeenFile[];
  add(file: ScannedFile): void;
  /** Each of them whole, made when it is its turn. */
  whole(): Generator<ScannedFile>;
}

/** Numbers that are not there are NaN. */
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

export function createFoundRows(): FoundRows {
  const files: SeenFile[] = [];
  let numbers = new Float64Array(firstRows * columns.length);
  return {
    files,
    add({ path, sha256, problem, problemValues = null, sizeBytes, modifiedMs, stamp, width, height, isDim }) {
      const at = files.length * columns.length;
      if (at === numbers.length) {
        const larger = new Float64Array(2 * numbers.length);
        larger.set(numbers);
        numbers = larger;
      }
      numbers.set([sizeBytes, modifiedMs, stamp?.inode ?? NaN, stamp?.changedMs ?? NaN, width ?? NaN, height ?? NaN, Number(isDim ?? false)], at);
      files.push({ path, sha256, problem, problemValues });
    },
    *whole() {
      for (const [i, file] of files.entries()) {
        const at = i * columns.length;
        const row = numbers.subarray(at, at + columns.length);
        const of = (column: (typeof columns)[number]): number => row[columns.indexOf(column)]!;
        const stamp = Number.isNaN(of('inode')) ? null : { inode: of('inode'), changedMs: of('changedMs') };
        yield { ...file, sizeBytes: of('sizeBytes'), modifiedMs: of('modifiedMs'), stamp, width: orNull(of('width')), height: orNull(of('height')), isDim: of('isDim') === 1 };
      }
    },
  };
}
