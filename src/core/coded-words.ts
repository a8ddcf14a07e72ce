/** A list of words of which few differ, kept as a number each: a hundred thousand take 400 kB. They only become more. */
export class CodedWords<Word extends string | null> {
  /** Those that differ, in the order in which they came. */
  readonly words: Word[] = [];
  readonly #codeOf = new Map<Word, number>();
  readonly #codes: Uint32Array;
  #count = 0;

  /** For so many at most. */
  constructor(most: number) {
    this.#codes = new Uint32Array(most);
  }

  add(word: Word): void {
    let code = this.#codeOf.get(word);
    if (code === undefined) this.#codeOf.set(word, (code = this.words.push(word) - 1));
    this.#codes[this.#count++] = code;
  }

  /** Among {@link words}. */
  codeAt(index: number): number {
    return this.#codes[index]!;
  }

  at(index: number): Word {
    return this.words[this.#codes[index]!]!;
  }
}
