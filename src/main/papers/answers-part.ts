import type { ImageAnswer } from '../../shared/contract/evaluation-calls.ts';
import { classIntervals } from '../../core/evaluation/class-intervals.ts';
import { escaped, htmlTable } from '../words/html-page.ts';
import { intervalWords, picturesCounted } from '../../renderer/words/interval-words.ts';
import { paragraph, pictureFigure, sentenceStart } from './section.ts';
import type { Paper, Section } from './section.ts';

/** Rows of a table at most. */
export const mostRows = 300;
export const worstMistakes = 12;
export const picturesOfCell = 6;

export const mistakesOf = (answers: readonly ImageAnswer[]): ImageAnswer[] => answers.filter(({ label, predicted }) => label !== null && label !== predicted);

/** Class numbers that are shown, in label order. */
export function shownClasses(confusion: readonly (readonly number[])[], most: number): number[] {
  const mistakes = confusion.map((row, at) => row.reduce((sum, n, to) => sum + (to === at ? 0 : n + confusion[to]![at]!), 0));
  return [...mistakes.keys()].toSorted((a, b) => mistakes[b]! - mistakes[a]! || a - b).slice(0, most).toSorted((a, b) => a - b);
}

const answerFigure = ({ words, window, pictureOf }: Paper, { image, file, label, predicted, confidence }: ImageAnswer): string =>
  pictureFigure(file, words.said(label ?? '', predicted, window.format.percent(confidence)), pictureOf(image));

/** The confusion matrix; behind each cell pictures that it counts, in a box of its own that needs no script. */
export function matrixPart(paper: Paper): Section {
  const { papers, words } = paper;
  const { classes } = papers.run;
  const { confusion } = papers.headline.metrics;
  const shown = shownClasses(confusion, paper.mostClasses);
  const byCell = Map.groupBy(papers.answers, ({ label, predicted }) => `${label}\n${predicted}`);
  const cells = shown.flatMap((row) => shown.map((column) => ({ row, column, n: confusion[row]![column]!, answers: byCell.get(`${classes[row]}\n${classes[column]}`) ?? [] })));
  const sums = confusion.map((row) => Math.max(1, row.reduce((a, b) => a + b, 0)));
  const cell = ({ row, column, n }: (typeof cells)[number]): string => {
    if (n === 0) return '<td class="none">0</td>';
    const label = escaped(words.cell(classes[row]!, classes[column]!, n));
    return `<td style="--share: ${Math.round((35 * n) / sums[row]!)}%"><button type="button" popovertarget="cell-${row}-${column}" aria-label="${label}">${n}</button></td>`;
  };
  const boxes = cells.filter(({ n }) => n > 0).map(({ row, column, n, answers }) => {
    const title = escaped(words.cell(classes[row]!, classes[column]!, n));
    const pictures = answers.slice(0, picturesOfCell).map((answer) => answerFigure(paper, answer)).join('\n');
    return `<div popover id="cell-${row}-${column}" class="cell" role="group" aria-label="${title}">\n<p><strong>${title}</strong> <button type="button" popovertarget="cell-${row}-${column}" popovertargetaction="hide">${escaped(words.close)}</button></p>\n<div class="pictures">${pictures}</div></div>`;
  });
  const head = `<tr><th scope="col">${escaped(words.trueClass)}</th>${shown.map((column) => `<th scope="col">${escaped(classes[column]!)}</th>`).join('')}</tr>`;
  const body = shown.map((row, at) => `<tr><th scope="row">${escaped(classes[row]!)}</th>${cells.slice(at * shown.length, (at + 1) * shown.length).map(cell).join('')}</tr>`);
  return {
    html: [
      paragraph(words.matrixHow),
      ...(shown.length < classes.length ? [paragraph(words.few(shown.length, classes.length), 'faint')] : []),
      `<div class="wide" tabindex="0" role="group" aria-label="${escaped(words.sections.matrix)}">\n<table class="matrix">\n<thead>${head}</thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>\n</div>`,
      ...boxes,
    ].join('\n'),
  };
}

export function classesPart({ papers, words, window }: Paper): Section {
  const { t, format } = window;
  const { perClass, confusion, independentGroups } = papers.headline.metrics;
  const counting = typeof independentGroups === 'number' ? [paragraph(picturesCounted(independentGroups, window), 'faint')] : [];
  const shown = shownClasses(confusion, mostRows);
  const titles = ['name', 'recall', 'precision', 'f1', 'support'].map((key) => t(`evaluate.classes.${key}`));
  const intervals = classIntervals(papers.headline.metrics);
  const withRange = (share: number, range: readonly [number, number] | null): string => (range ? `${format.percent(share)} (${intervalWords(range, window, (end) => format.decimal(100 * end, 0))})` : format.percent(share));
  const rows = shown.map((at) => {
    const { name, recall, precision, f1, support } = perClass[at]!;
    const ranges = intervals[at]!;
    return [name, withRange(recall, ranges.recall), withRange(precision, ranges.precision), format.decimal(f1), format.count(support)];
  });
  const few = shown.length < perClass.length ? [paragraph(words.few(shown.length, perClass.length), 'faint')] : [];
  return { html: [...few, htmlTable(titles, rows, words.sections.classes), ...counting, paragraph(sentenceStart(`${['recallTerm', 'precisionTerm', 'f1Term'].map((key) => t(`evaluate.classes.${key}`)).join('; ')}.`), 'faint')].join('\n') };
}

export function mistakesPart(paper: Paper): Section {
  const mistakes = mistakesOf(paper.papers.answers);
  if (mistakes.length === 0) return { missing: paper.words.missing.mistakes };
  return { html: `<div class="pictures">\n${mistakes.slice(0, worstMistakes).map((answer) => answerFigure(paper, answer)).join('\n')}\n</div>` };
}
