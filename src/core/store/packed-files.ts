import type { SaidValues } from '../../shared/said.ts';
import type { Listed } from '../listed.ts';
import { PackedTexts } from '../packed-texts.ts';
import type { FileStamp } from '../files/file-state.ts';
import type { KnownFile, ScannedFile } from './scanned-file.ts';

/** The numbers of a file, in a row of this many; one that is not there is NaN. */
const columns = ['id', 'sizeBytes', 'modifiedMs', 'inode', 'changedMs', 'width', 'height', 'isDim'] as const;
type Column = (typeof columns)[number];
const at = Object.fromEntries(columns.map((name, i) => [name, i])) as Record<Column, number>;

const rowsInBlock = 4096;
const contentBytes = 32;

interface Problem {
  readonly problem: string;
  readonly values: SaidValues | null;
}

/**
 * Files of a data set, some 140 bytes each and outside of the heap: whole objects of a hundred thousand would take four times as much, and the garbage that comes with them more.
 * In the order in which they came, until they are sorted.
 */
export class PackedFiles implements Listed<PackedFile> {
  readonly #paths = new PackedTexts();
  readonly #numbers: Float64Array[] = [];
  readonly #contents: Buffer[] = [];
  /** Contents that are no sha256: none, of a file that could not be read. */
  readonly #otherContents = new Map<number, string | null>();
  readonly #problems = new Map<number, Problem>();
  /** Reasons that many files share are kept once. */
  readonly #reasons = new Map<string, Problem>();
  /** Rows in the order of their positions; null: as they came. */
  #order: Uint32Array | null = null;

  get length(): number {
    return this.#order?.length ?? this.#paths.length;
  }

  /** `id`: its row in the database, where it has one. */
  add({ path, sha256, problem, problemValues = null, id, sizeBytes, modifiedMs, stamp, width, height, isDim }: ScannedFile & { id?: number }): void {
    const row = this.#paths.add(path);
    const inBlock = row % rowsInBlock;
    if (inBlock === 0) {
      this.#numbers.push(new Float64Array(rowsInBlock * columns.length));
      this.#contents.push(Buffer.allocUnsafeSlow(rowsInBlock * contentBytes));
    }
    const numbers = this.#numbers.at(-1)!;
    const first = inBlock * columns.length;
    numbers[first + at.id] = id ?? NaN;
    numbers[first + at.sizeBytes] = sizeBytes;
    numbers[first + at.modifiedMs] = modifiedMs;
    numbers[first + at.inode] = stamp?.inode ?? NaN;
    numbers[first + at.changedMs] = stamp?.changedMs ?? NaN;
    numbers[first + at.width] = width ?? NaN;
    numbers[first + at.height] = height ?? NaN;
    numbers[first + at.isDim] = Number(isDim ?? false);
    const isContent = sha256?.length === 2 * contentBytes && this.#contents.at(-1)!.write(sha256, inBlock * contentBytes, 'hex') === contentBytes;
    if (!isContent) this.#otherContents.set(row, sha256);
    if (problem !== null) this.#problems.set(row, this.#kept(problem, problemValues));
  }

  at(index: number): PackedFile | undefined {
    return index >= 0 && index < this.length ? new PackedFile(this, this.#order?.[index] ?? index) : undefined;
  }

  /** Position of the file at a path, -1 where there is none. Not after {@link sortByPath}. */
  find(path: string): number {
    if (this.#order) throw new Error('Sorted files are not looked for by their paths');
    return this.#paths.find(path);
  }

  /** Puts them in the order of their paths (as `<` has it), and leaves out all but the first of a path. */
  sortByPath(): void {
    // A list, not numbers of one kind: its sort makes use of how far they are in order.
    const rows = Array.from({ length: this.#paths.length }, (_, row) => row);
    rows.sort((a, b) => this.#paths.compare(a, b));
    this.#order = Uint32Array.from(rows.filter((row, i) => i === 0 || this.#paths.compare(rows[i - 1]!, row) !== 0));
  }

  /** Says which rows of the database they have, in their order. */
  setIds(ids: Float64Array): void {
    for (let index = 0; index < this.length; index++) {
      const row = this.#order?.[index] ?? index;
      this.#numbers[Math.floor(row / rowsInBlock)]![(row % rowsInBlock) * columns.length + at.id] = ids[index]!;
    }
  }

  *[Symbol.iterator](): Generator<PackedFile> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  pathOf = (row: number): string => this.#paths.at(row)!;
  problemOf = (row: number): Problem | undefined => this.#problems.get(row);
  numberOf = (row: number, column: Column): number => this.#numbers[Math.floor(row / rowsInBlock)]![(row % rowsInBlock) * columns.length + at[column]]!;

  contentOf(row: number): string | null {
    const other = this.#otherContents.size === 0 ? undefined : this.#otherContents.get(row);
    if (other !== undefined) return other;
    const start = (row % rowsInBlock) * contentBytes;
    return this.#contents[Math.floor(row / rowsInBlock)]!.toString('hex', start, start + contentBytes);
  }

  #kept(problem: string, values: SaidValues | null): Problem {
    const key = JSON.stringify([problem, values]);
    const known = this.#reasons.get(key) ?? { problem, values };
    this.#reasons.set(key, known);
    return known;
  }
}

/** One of them: where it lies in the table. What is asked of it is read there, each time. */
class PackedFile implements KnownFile {
  readonly #files: PackedFiles;
  readonly #row: number;

  constructor(files: PackedFiles, row: number) {
    this.#files = files;
    this.#row = row;
  }

  /** NaN where it is not known to have a row. */
  get id(): number {
    return this.#files.numberOf(this.#row, 'id');
  }
  get path(): string {
    return this.#files.pathOf(this.#row);
  }
  get sha256(): string | null {
    return this.#files.contentOf(this.#row);
  }
  get problem(): string | null {
    return this.#files.problemOf(this.#row)?.problem ?? null;
  }
  get problemValues(): SaidValues | null {
    return this.#files.problemOf(this.#row)?.values ?? null;
  }
  get sizeBytes(): number {
    return this.#files.numberOf(this.#row, 'sizeBytes');
  }
  get modifiedMs(): number {
    return this.#files.numberOf(this.#row, 'modifiedMs');
  }
  get stamp(): FileStamp | null {
    const inode = this.#files.numberOf(this.#row, 'inode');
    return Number.isNaN(inode) ? null : { inode, changedMs: this.#files.numberOf(this.#row, 'changedMs') };
  }
  get width(): number | null {
    return orNull(this.#files.numberOf(this.#row, 'width'));
  }
  get height(): number | null {
    return orNull(this.#files.numberOf(this.#row, 'height'));
  }
  get isDim(): boolean {
    return this.#files.numberOf(this.#row, 'isDim') === 1;
  }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Files one after another, packed. */
export function packFiles(files: Iterable<ScannedFile>): PackedFiles {
  const packed = new PackedFiles();
  for (const file of files) packed.add(file);
  return packed;
}
