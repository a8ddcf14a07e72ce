import type { RunPapers } from '../../core/runs/use/papers-of-run.ts';
import { runNumberWords } from '../../renderer/words/backbone-words.ts';
import { recipeElement } from '../../shared/run-recipe.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import { escaped, htmlPage } from '../words/html-page.ts';
import { classesPart, matrixPart, mistakesPart } from './answers-part.ts';
import type { CoveredOf } from './covered-pictures.ts';
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
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; } .picture { margin: 0; width: 10rem; font-size: .875rem; } .picture img { width: 10rem; height: 10rem; object-fit: contain; background: color-mix(in srgb, var(--line) 40%, transparent); display: block; } .file { color: var(--faint); overflow-wrap: anywhere; }
.matrix td { padding: 0; text-align: center; background: color-mix(in srgb, var(--mark) var(--share, 0%), transparent); } .matrix td.none { color: var(--faint); } .matrix button { all: unset; box-sizing: border-box; cursor: pointer; padding: .25rem .75rem; min-width: 3rem; min-height: 1.5rem; text-decoration: underline dotted; } .matrix button:focus-visible { outline: 2px solid var(--mark); }
.cell { color: var(--ink); background: var(--page); border: 1px solid var(--line); max-width: 60rem; padding: 1rem; } .square { max-width: 22rem; display: block; } svg .agreed { stroke: var(--faint); } svg .before { fill: var(--page); stroke-width: 1.5; } svg path.curve { fill: none; stroke-width: 2; stroke-linejoin: round; } svg .lost { fill: light-dark(#c05300, #f0a43a); }
.small-charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1rem; } .small-chart { margin: 0; max-width: 20rem; break-inside: avoid; } .small-chart svg { width: 100%; }
nav ol { columns: 16rem; column-gap: 3rem; } td:first-child, .matrix th { min-width: 4rem; max-width: 16rem; white-space: normal; overflow-wrap: anywhere; } .words th[scope] { white-space: nowrap; } .fill { display: inline-block; min-width: 12rem; height: 1.5rem; border-bottom: 1px solid var(--ink); } code { font-family: ui-monospace, monospace; }
@media print { .cell { display: none; } body { max-width: none; margin: 0; } h2, h3 { break-after: avoid; } tr, .picture, svg { break-inside: avoid; } .wide { overflow: visible; } table { font-size: .75rem; } th, td { white-space: normal; padding: .15rem .4rem; } }`;

/** A part that a report leaves out, why, and what makes it: in English, for the terminal and other programs, whatever language the page has. */
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

export interface PageWish {
  readonly language: PaperLanguage;
  readonly pictureOf: PictureOf;
  readonly coveredOf: CoveredOf;
  /** When it is written. */
  readonly atMs: number;
  /** What is said at its end, below everything. */
  readonly note: string | null;
  /** Classes of the matrix at most. */
  readonly mostClasses: number;
}

/** A report of a run as one page that needs nothing else. */
export function runPage(papers: RunPapers, { language, pictureOf, coveredOf, atMs, note, mostClasses }: PageWish): RunPage {
  const { paper: words, annex } = reportWords[language];
  const nameOf = (run: number): string | null => papers.runNames.get(run) ?? null;
  const window = windowWords(language, nameOf);
  const paper: Paper = { papers, words, window, pictureOf, coveredOf, mostClasses };
  const inEnglish: Paper = { ...paper, words: reportWords.en.paper, window: windowWords('en', nameOf) };
  const made = new Map<SectionName, Section>(Object.entries(parts).map(([name, part]) => [name as SectionName, part(paper)]));
  const told = new Set([...made].flatMap(([name, section]) => ('html' in section ? [name] : [])));
  made.set('annexIv', annexPart(paper, annex, told));
  const title = words.title(runNumberWords(papers.run.stored.id, window));
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
    leftOut: Object.entries(parts).flatMap(([name, part]) => {
      const section = name as SectionName;
      const english = told.has(section) ? null : part(inEnglish);
      return english === null || 'html' in english ? [] : [{ section, reason: english.missing, command: english.command ?? null }];
    }),
  };
}
