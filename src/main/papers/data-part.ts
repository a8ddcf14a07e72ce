import { ledgerWords } from '../../renderer/words/verdict-words.ts';
import { consistencyWords } from '../../renderer/words/consistency-words.ts';
import { escaped } from '../words/html-page.ts';
import { annexRows } from './words/annex-iv.ts';
import { factTable, paragraph } from './section.ts';
import type { Paper, Section } from './section.ts';
import type { SectionName } from './words/section-names.ts';
import type { AnnexWords } from './words/report-words.ts';

/** What the run learned from and what is known of it. */
export function dataPart({ papers, words, window }: Paper): Section {
  const { data, sides, ledger, consistency, recipe, run } = papers;
  const { data: said } = words;
  const { groups } = data;
  const total = Object.values(sides).reduce((sum, n) => sum + n, 0);
  const grouped = groups.source === null ? said.noGroups : said.grouped(groups.source, groups.count, groups.largest, groups.straddling);
  const rows = [
    [said.dataset, `${run.stored.datasetName}, ${said.version(run.stored.datasetVersion, total)}`],
    [said.fingerprint, recipe?.dataset.fingerprint.slice(0, 16) ?? null],
    [said.sides, [sides.train, sides.val, sides.test].map(window.format.count).join(', ')],
    [said.classes, run.classes.slice(0, 100).join(', ') + (run.classes.length > 100 ? ` … (${run.classes.length})` : '')],
    [said.layout, data.layout.kind],
    [said.labels, data.labelsFrom ?? said.folders],
    [said.groups, grouped],
    [said.copies, said.copied(data.copies.length, data.copies.flat().length)],
    [said.near, data.near === null ? said.nearUnknown : said.nearGroups(data.near.length)],
    [said.conflicts, window.format.count(data.labelConflicts.length)],
    [said.unreadable, window.format.count(data.found.unreadable.length)],
    [said.excluded, window.format.count(data.found.excluded)],
    [said.ledger, ledger ? ledgerWords(ledger, window).text : said.noTest],
    [said.consistency, consistency ? consistencyWords(consistency, window) : said.noConsistency],
  ] as const;
  return { html: [factTable({ words }, words.sections.data, rows), paragraph(said.now, 'faint')].join('\n') };
}

/** What the regulation asks for, where it stands here, and lines for what no program knows. @param told parts of this report that have something to tell */
export function annexPart({ words }: Paper, asks: AnnexWords, told: ReadonlySet<SectionName>): Section {
  const rows = annexRows.map(({ point, where, isToFill }) => {
    const here = (where as readonly SectionName[]).filter((name) => told.has(name)).map((name) => `<a href="#${name}">${escaped(words.sections[name])}</a>`).join(', ');
    const toFill = isToFill || here === '' ? `<span class="fill"></span><span class="faint">${escaped(words.fill)}</span>` : '';
    return `<tr><th scope="row">${point}</th><td>${escaped(asks[point])}</td><td>${here || '–'}</td><td>${toFill}</td></tr>`;
  });
  const head = words.annex.titles.map((title) => `<th scope="col">${escaped(title)}</th>`).join('');
  const table = `<div class="wide" tabindex="0" role="group" aria-label="${escaped(words.sections.annexIv)}">\n<table class="words">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>\n</div>`;
  return { html: [paragraph(words.annex.intro), table].join('\n') };
}
