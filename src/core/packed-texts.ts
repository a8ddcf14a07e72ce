import type { Listed } from './listed.ts';
import { slotsFor, textHash } from './text-hash.ts';

/** Bytes of one block; a text lies whole in one. */
const blockBytes = 1 << 18;
const firstTexts = 256;

/** A list of texts as UTF-8 in a few blocks: a hundred thousand paths take what they are long and 12 bytes each, not objects of their own. They only become more. */
export class PackedTexts implements Listed<string> {
  readonly #blocks: Buffer[] = [];
  /** Bytes taken of the last block. */
  #used = 0;
  /** From where to where, counted over all blocks as if each were full. */
  #starts = new Float64Array(firstTexts);
  #lengths = new Uint32Array(firstTexts);
  #count = 0;
  /** Position + 1 of a text where its hash has its slot; 0: none. */
  #slots = new Uint32Array(0);
  #placed = 0;
  /** Behind the one that was found last. */
  #expected = 0;

  get length(): number {
    return this.#count;
  }

  /** @returns its position @throws RangeError for one of more than a quarter of a megabyte */
  add(text: string): number {
    const bytes = Buffer.byteLength(text);
    if (bytes > blockBytes) throw new RangeError(`A text of ${bytes} bytes is longer than the ${blockBytes} that are kept of one`);
    if (this.#blocks.length === 0 || this.#used + bytes > blockBytes) {
      this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
      this.#used = 0;
    }
    if (this.#count === this.#lengths.length) {
      this.#starts = larger(this.#starts, new Float64Array(2 * this.#count));
      this.#lengths = larger(this.#lengths, new Uint32Array(2 * this.#count));
    }
    this.#blocks.at(-1)!.write(text, this.#used);
    this.#starts[this.#count] = (this.#blocks.length - 1) * blockBytes + this.#used;
    this.#lengths[this.#count] = bytes;
    this.#used += bytes;
    return this.#count++;
  }

  at(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    const start = this.#starts[index]! % blockBytes;
    return this.#blockOf(index).toString('utf8', start, start + this.#lengths[index]!);
  }

  /** Position of a text, -1 where it is not here; of equal ones any. Texts that are looked for in the order in which they came are found at once. */
  find(text: string): number {
    if (this.at(this.#expected) === text) return this.#expected++;
    this.#placeAll();
    const mask = this.#slots.length - 1;
    for (let slot = textHash(text) & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot]! - 1;
      if (index >= 0 && this.at(index) !== text) continue;
      if (index >= 0) this.#expected = index + 1;
      return index;
    }
  }

  /** Below 0 where the text at `a` comes before that at `b`, 0 for equal ones: the order of `<`, which goes by UTF-16. */
  compare(a: number, b: number): number {
    const here = this.#blockOf(a);
    const there = this.#blockOf(b);
    const from = this.#starts[a]! % blockBytes;
    const fromOther = this.#starts[b]! % blockBytes;
    const shared = Math.min(this.#lengths[a]!, this.#lengths[b]!);
    for (let i = 0; i < shared; i++) {
      const one = here[from + i]!;
      const other = there[fromOther + i]!;
      if (one === other) continue;
      // What UTF-16 writes as two surrogates, UTF-8 with a first byte from F0, comes before U+E000 and what follows it, first bytes EE and EF.
      return one >= 0xee && other >= 0xee && one >= 0xf0 !== other >= 0xf0 ? other - one : one - other;
    }
    return this.#lengths[a]! - this.#lengths[b]!;
  }

  *[Symbol.iterator](): Generator<string> {
    for (let index = 0; index < this.#count; index++) yield this.at(index)!;
  }

  #blockOf(index: number): Buffer {
    return this.#blocks[Math.floor(this.#starts[index]! / blockBytes)]!;
  }

  #placeAll(): void {
    if (this.#slots.length < 2 * this.#count || this.#slots.length === 0) {
      this.#slots = new Uint32Array(slotsFor(2 * this.#count));
      this.#placed = 0;
    }
    const mask = this.#slots.length - 1;
    for (; this.#placed < this.#count; this.#placed++) {
      const text = this.at(this.#placed)!;
      let slot = textHash(text) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = this.#placed + 1;
    }
  }
}

function larger<Numbers extends Float64Array | Uint32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
