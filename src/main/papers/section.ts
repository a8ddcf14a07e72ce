import type { RunPapers } from '../../core/runs/use/papers-of-run.ts';
import { escaped, htmlTable } from '../words/html-page.ts';
import type { CoveredOf } from './covered-pictures.ts';
import type { ReportWords } from './words/en.ts';
import type { WindowWords } from './window-words.ts';

/** Pictures by the number of their row, as addresses that hold the whole picture; null: there is none to show. */
export type PictureOf = (image: number | null) => string | null;

/** What parts are made from. */
export interface Paper {
  readonly papers: RunPapers;
  readonly words: ReportWords;
  readonly window: WindowWords;
  readonly pictureOf: PictureOf;
  readonly coveredOf: CoveredOf;
  /** Classes of the matrix at most. */
  readonly mostClasses: number;
}

/** HTML, or why there is nothing to tell, with the command that makes it where there is one. */
export type Section = { readonly html: string } | { readonly missing: string; readonly command?: string };

export const paragraph = (text: string, kind = ''): string => `<p${kind && ` class="${kind}"`}>${escaped(text)}</p>`;
/** What the window says under something, where it stands by itself. */
export const sentenceStart = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const list = (lines: readonly string[]): string => `<ul>\n${lines.map((line) => `<li>${escaped(line)}</li>`).join('\n')}\n</ul>`;

/** A thing and what is known of it, a row each; without what is not known. */
export function factTable({ words }: Pick<Paper, 'words'>, label: string, rows: readonly (readonly [string, string | null])[]): string {
  return htmlTable([words.fact, words.value], rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]])), label, 'words');
}

/** A picture with what is said of it; its name alone where it cannot be shown. */
export function pictureFigure(file: string, said: string, address: string | null): string {
  const shown = address === null ? '' : `<img src="${address}" alt="">`;
  return `<figure class="picture">${shown}<figcaption>${escaped(said)}<br><span class="file">${escaped(file)}</span></figcaption></figure>`;
}
