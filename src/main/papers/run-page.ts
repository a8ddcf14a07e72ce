import type { RunPapers } from '../../core/runs/use/papers-of-run.ts';
import { recipeElement } from '../../shared/run-recipe.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import { escaped, htmlPage } from '../words/html-page.ts';
import { classesPart, matrixPart, mistakesPart } from './answers-part.ts';
import { annexPart, dataPart } from './data-part.ts';
import { reportWords } from './words/report-words.ts';
import type { Paper, PictureOf, Section } from './section.ts';
import { sectionNames } from './words/section-names.ts';
import type { SectionName } from './words/section-names.ts';
import { attestationPart, curvesPart, freezePart, licencePart, receiptsPart, settingsPart } from './training-part.ts';
import { calibrationPart, familiarityPart, setsPart, shortcutPart, stressPart, suspectsPart } from './trust-part.ts';
import { verdictPart } from './verdict-part.ts';
import { windowWords } from './window-words.ts';

const parts: Readonly<Record<Exclude<SectionName, 'annexIv'>, (paper: Paper) => Section>> = {
  verdict: verdictPart,
  matrix: matrixPart,
  classes: classesPart,
  mistakes: mistakesPart,
  curves: curvesPart,
  calibration: calibrationPart,
  answerSets: setsPart,
  familiarity: familiarityPart,
  suspects: suspectsPart,
  stress: stressPart,
  shortcut: shortcutPart,
  freeze: freezePart,
  attestation: attestationPart,
  receipts: receiptsPart,
  data: dataPart,
  settings: settingsPart,
  licence: licencePart,
};

const moreStyle = `
h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; } .large { font-size: 1.25rem; } a { color: var(--mark); }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; } .picture { margin: 0; width: 10rem; font-size: .875rem; } .picture img { max-width: 10rem; max-height: 10rem; display: block; } .file { color: var(--faint); overflow-wrap: anywhere; }
.matrix td { padding: 0; text-align: center; background: color-mix(in srgb, var(--mark) var(--share, 0%), transparent); } .matrix td.none { color: var(--faint); } .matrix button { all: unset; box-sizing: border-box; cursor: pointer; padding: .25rem .75rem; min-width: 3rem; min-height: 1.5rem; text-decoration: underline dotted; } .matrix button:focus-visible { outline: 2px solid var(--mark); }
.cell { color: var(--ink); background: var(--page); border: 1px solid var(--line); max-width: 60rem; padding: 1rem; } .square { max-width: 22rem; display: block; } svg .agreed { stroke: var(--faint); } svg .before { fill: var(--page); stroke-width: 1.5; }
nav ol { columns: 16rem; column-gap: 3rem; } td:first-child, .matrix th { min-width: 4rem; max-width: 16rem; white-space: normal; overflow-wrap: anywhere; } .words th[scope] { white-space: nowrap; } .fill { display: inline-block; min-width: 12rem; height: 1.5rem; border-bottom: 1px solid var(--ink); } code { font-family: ui-monospace, monospace; }
@media print { .cell { display: none; } }`;

/** A part that a report leaves out, why, and what makes it. */
export interface LeftOut {
  readonly section: SectionName;
  readonly reason: string;
  readonly command: string | null;
}
export interface RunPage {
  readonly html: string;
  readonly sections: readonly SectionName[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * A report of a run as one page that needs nothing else.
 * @param atMs when it is written
 * @param note what is said at its end, below everything
 */
export function runPage(papers: RunPapers, { language, pictureOf, atMs, note }: { language: PaperLanguage; pictureOf: PictureOf; atMs: number; note: string | null }): RunPage {
  const { paper: words, annex } = reportWords[language];
  const window = windowWords(language);
  const paper: Paper = { papers, words, window, pictureOf };
  const made = new Map<SectionName, Section>(Object.entries(parts).map(([name, part]) => [name as SectionName, part(paper)]));
  const told = new Set([...made].flatMap(([name, section]) => ('html' in section ? [name] : [])));
  made.set('annexIv', annexPart(paper, annex, told));
  const { id, name } = papers.run.stored;
  const title = words.title(id, name);
  const heading = (section: SectionName) => `<h2 id="${section}">${escaped(words.sections[section])}</h2>`;
  const bodies = sectionNames.map((section) => {
    const part = made.get(section)!;
    if ('html' in part) return `<section>\n${heading(section)}\n${part.html}\n</section>`;
    const command = part.command === undefined ? '' : ` ${escaped(words.command)}: <code>${escaped(part.command)}</code>`;
    return `<section>\n${heading(section)}\n<p class="faint">${escaped(words.notThere(part.missing))}${command}</p>\n</section>`;
  });
  const contents = sectionNames.map((section) => `<li><a href="#${section}">${escaped(words.sections[section])}</a></li>`);
  const body = [
    `<h1>${escaped(title)}</h1>`,
    `<p class="faint">${escaped(words.made(papers.programVersion, window.format.day(atMs)))}</p>`,
    `<nav aria-label="${escaped(words.contents)}"><ol>${contents.join('')}</ol></nav>`,
    ...bodies,
    ...(note === null ? [] : [`<p class="faint">${escaped(note)}</p>`]),
    ...(papers.recipe === null ? [] : [`<script type="application/json" id="${recipeElement}">${JSON.stringify(papers.recipe).replaceAll('<', '\\u003c')}</script>`]),
  ].join('\n');
  return {
    html: htmlPage({ title, body, language, moreStyle }),
    sections: sectionNames.filter((section) => 'html' in made.get(section)!),
    leftOut: sectionNames.flatMap((section) => {
      const part = made.get(section)!;
      return 'html' in part ? [] : [{ section, reason: part.missing, command: part.command ?? null }];
    }),
  };
}
