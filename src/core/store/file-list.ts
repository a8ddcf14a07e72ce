import { areFew, type Listed } from '../listed.ts';
import { PackedFiles, packFiles } from './packed-files.ts';
import type { KnownFile, ScannedFile } from './scanned-file.ts';

/** Files of a data set: few as objects of their own, many packed. In the order in which they came, until they are sorted. */
export class FileList implements Listed<KnownFile> {
  #few: KnownFile[] = [];
  #many: PackedFiles | null = null;
  /** Of few, where one was looked for out of turn. */
  #positions: Map<string, number> | null = null;
  /** Behind the one that was found last. */
  #expected = 0;

  get length(): number {
    return this.#many?.length ?? this.#few.length;
  }

  /** `id`: its row in the database, where it has one. */
  add(file: ScannedFile & { id?: number }): void {
    if (this.#many) {
      this.#many.add(file);
      return;
    }
    const { path, sha256, problem, problemValues = null, id = NaN, sizeBytes, modifiedMs, stamp = null, width, height, isDim = false } = file;
    const position = this.#few.push({ id, path, sha256, problem, problemValues, sizeBytes, modifiedMs, stamp, width, height, isDim }) - 1;
    this.#positions?.set(path, position);
    if (areFew(this.#few.length)) return;
    this.#many = packFiles(this.#few);
    this.#few = [];
    this.#positions = null;
  }

  at(index: number): KnownFile | undefined {
    return this.#many ? this.#many.at(index) : this.#few[index];
  }

  /** Position of the file at a path, -1 where there is none; of several any. Not after {@link sortByPath}. */
  find(path: string): number {
    if (this.#many) return this.#many.find(path);
    if (this.#few[this.#expected]?.path === path) return this.#expected++;
    this.#positions ??= new Map(this.#few.map((file, position) => [file.path, position]));
    const position = this.#positions.get(path) ?? -1;
    if (position >= 0) this.#expected = position + 1;
    return position;
  }

  /** Puts them in the order of their paths (as `<` has it), and leaves out all but the first of a path. */
  sortByPath(): void {
    if (this.#many) {
      this.#many.sortByPath();
      return;
    }
    this.#few.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    this.#few = this.#few.filter(({ path }, i, all) => i === 0 || all[i - 1]!.path !== path);
    this.#positions = null;
  }

  /** Says which rows of the database they have, in their order. */
  setIds(ids: Float64Array): void {
    if (this.#many) this.#many.setIds(ids);
    else for (const [index, file] of this.#few.entries()) file.id = ids[index]!;
  }

  [Symbol.iterator](): Iterator<KnownFile> {
    return (this.#many ?? this.#few)[Symbol.iterator]();
  }
}
