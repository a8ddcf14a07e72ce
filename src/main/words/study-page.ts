import type { StudyReport } from '../../core/studies/study-report.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { escaped, escapedLines, htmlPage, htmlTable } from './html-page.ts';
import { accuracyBars, accuracyCurve, errorsByEpoch, gradientsByDepth } from './study-charts.ts';
import { inEnglish } from './study-language.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import type { RunsCalled } from './runs-called.ts';
import type { StudyLanguage } from './study-language.ts';
import { inGerman } from './study-language-de.ts';
import type { FaultOf } from './study-text.ts';
import { cellText, paperCells, recipeText, rowCells, studyLanguage, studyRemarks } from './study-text.ts';

const languages: Readonly<Record<PaperLanguage, StudyLanguage>> = { en: inEnglish, de: inGerman };

/** Epochs by run, of a study that is shown by them. */
type EpochsOfRuns = ReadonlyMap<number, readonly EpochReport[]>;

/** What answers the question, as in the window. */
function chartOf({ study: { spec }, chart, rows, trials }: StudyReport, epochs: EpochsOfRuns, say: StudyLanguage): string {
  if (chart === 'bars') return accuracyBars(rows, say);
  if (chart === 'curve') return accuracyCurve(rows, spec.vary[0]!.field, say);
  const cells = rows.map(({ cell }, row) => ({ name: cellText(cell, say), runs: trials.flatMap(({ trial }) => (trial.row === row && trial.runId !== null ? [epochs.get(trial.runId) ?? []] : [])) }));
  return `${errorsByEpoch(cells, ({ trainAccuracy }) => trainAccuracy, say.page.trainError, say)}\n${errorsByEpoch(cells, ({ valAccuracy }) => valAccuracy, say.page.valError, say)}`;
}

/** The picture of arXiv 1603.05027, section 3, where the runs measured it. */
function gradientsOf({ rows }: StudyReport, say: StudyLanguage): string {
  const { gradients: words } = say.page;
  const start = gradientsByDepth(rows, 'first', words.first, say);
  if (start === '') return '';
  const told = rows.flatMap(({ cell, gradients = [] }) =>
    gradients.map(({ epoch, blocks }) => [cellText(cell, say), String(epoch), ...[blocks[0]!.norm, blocks.at(-1)!.norm].map((norm) => (norm === null ? words.overflows : say.exponential(norm)))]),
  );
  return `<h2>${words.title}</h2>
<figure>
${start}
${gradientsByDepth(rows, 'last', words.last, say)}
<figcaption>${words.caption}</figcaption>
</figure>
${htmlTable(words.titles, told, words.table)}
`;
}

/** How a page in a language calls runs and tells faults. */
export interface PageWords {
  readonly language: PaperLanguage;
  readonly called: RunsCalled;
  readonly faultOf: FaultOf;
}

/** A study as one page that needs nothing else: chart, the same as a table, claims, every single result. */
export function studyPage(report: StudyReport, epochs: EpochsOfRuns, { language, called, faultOf }: PageWords): string {
  const say = studyLanguage(report, languages[language]);
  const { page } = say;
  const { study, trials } = report;
  const { title, question } = say.named(study.spec);
  const singles = trials.map(({ trial, state, result }) => [cellText(trial.cell, say), String(trial.repeat + 1), say.states[state], trial.runId === null ? '' : String(trial.runId), result ? say.percent(result.accuracy) : '']);
  const paper = report.paper && { ...report.paper, ...say.paper(study.spec.preset, report.paper) };
  const body = `<h1>${escaped(title)}</h1>
<p>${escapedLines(question)}</p>
<figure>
${chartOf(report, epochs, say)}
<figcaption>${page.captions[report.chart]}</figcaption>
</figure>
${htmlTable(say.rowTitles, report.rows.map((row) => rowCells(row, say)), page.everyCell)}
${gradientsOf(report, say)}<h2>${page.says}</h2>
<ul>
${studyRemarks(report, called, say, faultOf).map((line) => `<li>${escapedLines(line)}</li>`).join('\n')}
</ul>
${paper ? `<h2>${page.paper}</h2>\n<p>${escaped(say.paperText(paper))}</p>\n<p>${escaped(recipeText(paper, say))}</p>\n${htmlTable(say.paperTitles, paperCells(paper, say), page.paper)}` : ''}
<h2>${page.every}</h2>
${htmlTable(page.trialTitles, singles, page.every)}
<p class="faint">${page.foot(study.id, say.date(study.createdAtMs))}</p>`;
  return htmlPage({ title, body, language });
}
