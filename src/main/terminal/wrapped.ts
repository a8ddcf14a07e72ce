import { cellsWide } from './cells-wide.ts';

let segmenter: Intl.Segmenter | undefined;
/** Made when it is first asked for: most of what is printed needs none. */
const letters = (): Intl.Segmenter => (segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' }));
/** Our own colours (`styleText`), spaces, and what stands between. */
// eslint-disable-next-line no-control-regex
const pieces = /\u001b\[\d{1,2}m| +|[^ \u001b]+/g;
/** Ends of bold and dim, of colours, of all. */
const ends = ['\u001b[22m', '\u001b[39m', '\u001b[0m'];

/**
 * A text as lines of at most `width` cells of a terminal, broken at spaces, and inside of words that are longer still; a colour goes on in the next line.
 * wrap-ansi 10.0.2 would do this, but writes other letters: it brings a text to NFC, and a path copied from it may be found nowhere.
 * @param keepsPaths paths are left whole, so that they can be copied
 */
export function wrapped(text: string, width: number, keepsPaths = false): string[] {
  const lines: string[] = [];
  let [line, used, gap, colour] = ['', 0, '', ''];
  const append = (piece: string, cells: number): void => {
    line += piece;
    used += cells;
  };
  const next = (): void => {
    lines.push(colour === '' ? line : `${line}\u001b[0m`);
    [line, used, gap] = [colour, 0, ''];
  };
  const appendWord = (word: string): void => {
    const cells = cellsWide(word);
    const isWhole = cells <= width || (keepsPaths && word.includes('/'));
    // What is broken anyway begins where there is room for its first letter.
    if (used > 0 && used + gap.length + (isWhole ? cells : 2) > width) next();
    if (used > 0) append(gap, gap.length);
    gap = '';
    if (isWhole) return append(word, cells);
    for (const { segment } of letters().segment(word)) {
      const wide = cellsWide(segment);
      if (used > 0 && used + wide > width) next();
      append(segment, wide);
    }
  };
  for (const [piece] of text.matchAll(pieces)) {
    if (piece.startsWith('\u001b')) {
      line += piece;
      colour = ends.includes(piece) ? '' : piece;
    } else if (piece.startsWith(' ')) gap = piece;
    else appendWord(piece);
  }
  return [...lines, line];
}
