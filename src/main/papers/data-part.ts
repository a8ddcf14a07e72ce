import { bestWords } from '../../renderer/words/consistency-words.ts';
import { groupsWords, intervalWords } from '../../renderer/words/interval-words.ts';
import { ledgerWords, lockWords } from '../../renderer/words/verdict-words.ts';
import type { OwnConsistency } from '../../shared/own-consistency.ts';
import { escaped } from '../words/html-page.ts';
import { annexRows } from './words/annex-iv.ts';
import { factTable, paragraph } from './section.ts';
import type { Paper, Section } from './section.ts';
import type { SectionName } from './words/section-names.ts';
import type { WindowWords } from './window-words.ts';
import type { AnnexWords } from './words/report-words.ts';

/** What the run learned from and what is known of it. */
export function dataPart(paper: Paper): Section {
  const { papers, words, window } = paper;
  const { data, sides, consistency, recipe, run } = papers;
  const { data: said } = words;
  const { t, format } = window;
  const { source, count, largest, straddling } = data.groups;
  const total = Object.values(sides).reduce((sum, n) => sum + n, 0);
  const groups = (n: number): string => t('data.groups.count', { n: format.count(n) }, n);
  const grouped = (by: string): string => [`${t(`data.groups.by.${by}`)}: ${groups(count)}`, t('data.groups.largest', { n: format.count(largest) }, largest), t('data.groups.straddling', { n: format.count(straddling) }, straddling)].join(', ');
  const copies = data.copies.length === 0 ? said.none : said.copied(groups(data.copies.length), data.copies.flat().length);
  const rows = [
    [said.dataset, `${run.stored.datasetName}, ${said.version(run.stored.datasetVersion, total)}`],
    [said.fingerprint, recipe?.dataset.fingerprint.slice(0, 16) ?? null],
    [said.sides, [sides.train, sides.val, sides.test].map(format.count).join(', ')],
    [said.classes, run.classes.slice(0, 100).join(', ') + (run.classes.length > 100 ? ` … (${run.classes.length})` : '')],
    [said.layout, said.layouts[data.layout.kind]],
    [said.labels, data.labelsFrom ?? said.folders],
    [said.groups, source === null ? said.noGroups : grouped(source)],
    [said.copies, copies],
    [said.near, data.near === null ? said.nearUnknown : data.near.length === 0 ? said.none : groups(data.near.length)],
    [said.conflicts, format.count(data.labelConflicts.length)],
    [said.unreadable, format.count(data.found.unreadable.length)],
    [said.excluded, format.count(data.found.excluded)],
    [said.ledger, looksText(paper)],
    [said.consistency, consistency ? said.agreed(agreementFigures(consistency, window)) : said.noConsistency],
  ] as const;
  return { html: [factTable({ words }, words.sections.data, rows), paragraph(said.now, 'faint')].join('\n') };
}

/** Of whoever labelled: a report is read by others. */
export function agreementFigures({ agreed, images, share, low, high, independentGroups }: OwnConsistency, window: WindowWords) {
  const { format } = window;
  const interval = low === null || high === null ? null : ([low, high] as const);
  const range = [intervalWords(interval, window, (end) => format.decimal(100 * end, 0), (end) => format.percent(end, 0)), groupsWords(interval, independentGroups, window)];
  return { agreed: format.count(agreed), images: format.count(images), share: format.percent(share, 0), best: bestWords(share, window), range: range.filter((one) => one !== null).join(', ') };
}

/** How often its test pictures were looked at, or why nobody saw what it makes of them. */
function looksText({ papers: { ledger, lock, sides }, words: { data }, window }: Paper): string {
  if (ledger) return ledgerWords(ledger, window).text;
  if (sides.test === 0) return data.noTest;
  return lock ? data.locked(lockWords(lock, window)) : data.notAnswered;
}

/** What the regulation asks for, where it stands here, and lines for what no program knows. @param told parts of this report that have something to tell */
export function annexPart({ words }: Paper, asks: AnnexWords, told: ReadonlySet<SectionName>): Section {
  const fill = `<span class="fill"></span><span class="faint">${escaped(words.fill)}</span>`;
  const link = (part: SectionName): string => `<a href="#${part}">${escaped(told.has(part) ? words.sections[part] : words.annex.nothingYet(words.sections[part]))}</a>`;
  const rows = annexRows.map(({ point, where }) => {
    const here = (where as readonly SectionName[]).map(link).join(', ') || escaped(words.annex.nothing);
    return `<tr><th scope="row">${point}</th><td>${escaped(asks[point])}</td><td>${here}</td><td>${fill}</td></tr>`;
  });
  const head = words.annex.titles.map((title) => `<th scope="col">${escaped(title)}</th>`).join('');
  const table = `<div class="wide" tabindex="0" role="group" aria-label="${escaped(words.sections.annexIv)}">\n<table class="words">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>\n</div>`;
  return { html: [paragraph(words.annex.intro), table].join('\n') };
}
