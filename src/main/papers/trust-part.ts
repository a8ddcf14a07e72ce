import { usualSetLevel } from '../../shared/answer-sets.ts';
import { knownNeeded } from '../../shared/familiarity.ts';
import type { FamiliarityReport, FamiliarityRule, ToldApart } from '../../shared/familiarity.ts';
import type { ShortcutShare, ShortcutTest, StressCard, StressKind, StressLevel } from '../../shared/stress.ts';
import { joinedBins } from '../../renderer/format/joined-bins.ts';
import { calibrationWords } from '../../renderer/words/calibration-words.ts';
import { groupsWords, intervalWords, pairedTestWords, shareWords } from '../../renderer/words/interval-words.ts';
import { escaped, htmlTable } from '../words/html-page.ts';
import { mostRows } from './answers-part.ts';
import { reliabilityChart, stressChart, stressLegend } from './charts.ts';
import { toldCovered } from './covered-pictures.ts';
import { list, paragraph, pictureFigure } from './section.ts';
import type { Paper, Section } from './section.ts';

/** Judged labels told one by one. */
const mostJudged = 24;

export function calibrationPart({ papers, words, window }: Paper): Section {
  const { t, format } = window;
  const { calibration } = papers;
  if (!calibration) return { missing: words.missing.calibration };
  const { temperature, eceAfter, bins, binsBefore } = calibration;
  const said = calibrationWords(calibration, window);
  const before = temperature === 1 ? [] : joinedBins(binsBefore);
  const legend = { after: t('evaluate.sure.isRight'), before: t('evaluate.sure.beforeIt'), agreed: t('evaluate.sure.agreed'), sure: t('evaluate.sure.xAxis') };
  return {
    html: [
      list([
        `${t('evaluate.sure.error')} (${t('evaluate.sure.errorTerm')}): ${format.percent(eceAfter)}; ${said.range}`,
        said.gap,
        `${t('evaluate.sure.temperature')}: ${format.significant(temperature)} (${t('evaluate.sure.temperatureTerm')}); ${said.temperature}`,
        said.judgedBy,
      ]),
      reliabilityChart({ after: joinedBins(bins), before }, legend, `${t('evaluate.sure.diagram')} (${t('evaluate.sure.diagramTerm')}); ${words.binByBin}`, (share) => format.percent(share, 0)),
      htmlTable(
        ['range', 'confidence', 'accuracy', 'pictures'].map((key) => t(`evaluate.sure.${key}`)),
        bins.map((bin) => [t('common.range', { low: format.percent(bin.low, 0), high: format.percent(bin.high, 0) }), format.percent(bin.confidence), format.percent(bin.accuracy), format.count(bin.n)]),
        words.sections.calibration,
      ),
    ].join('\n'),
  };
}

export function setsPart({ papers, words, window: { format } }: Paper): Section {
  const { sets } = papers;
  if ('needed' in sets) {
    const { needed, images, independentGroups: groups } = sets;
    const level = format.percent(usualSetLevel, 0);
    return { missing: groups === null ? words.sets.tooFew(level, needed, images) : words.sets.tooFewGroups(level, needed, groups) };
  }
  const { rule, images, meanSize, covered } = sets;
  const [level, method] = [format.percent(rule.level, 0), rule.method.toUpperCase()];
  return {
    html: list([
      rule.coverage ? words.sets.promise(level, method, rule.images, format.percent(rule.coverage.low), format.percent(rule.coverage.high)) : words.sets.promiseOfGroups(level, method, rule.images, rule.independentGroups ?? 0),
      words.sets.size(format.decimal(meanSize, 2), images),
      ...(covered === null ? [] : [words.sets.covered(format.percent(covered))]),
    ]),
  };
}

/** From where on a picture is called unlike all others, or why from nowhere. */
function ruleHtml({ words, window: { format } }: Paper, { threshold, falseAlarmRate, band, images, independentGroups: groups = null }: FamiliarityRule): string {
  const [rate, needed] = [format.percent(falseAlarmRate, 0), knownNeeded(falseAlarmRate)];
  if (threshold === null) return paragraph(groups === null ? words.familiarity.noThreshold(images, needed) : words.familiarity.noThresholdOfGroups(groups, needed));
  if (groups !== null) return paragraph(words.familiarity.ruleOfGroups(rate, images, groups));
  return list([words.familiarity.rule(rate, images), ...(band ? [words.familiarity.band(format.percent(band.low), format.percent(band.high))] : [])]);
}

export function familiarityPart(paper: Paper): Section {
  const { papers, words } = paper;
  const { familiarity, heldOut, run } = papers;
  const command = `graft familiarity ${run.stored.id}`;
  if (!familiarity) return { missing: words.missing.familiarity, command };
  const rule = ruleHtml(paper, familiarity);
  if (heldOut) return { html: [rule, ...heldOutLines(paper, heldOut)].join('\n') };
  return { html: `${rule}\n<p class="faint">${escaped(words.familiarity.notAsked)} ${escaped(words.command)}: <code>${escaped(command)}</code></p>` };
}

/** How well each class is told where it was left out, the worst ones where there are too many for a table. */
function heldOutLines({ words, window }: Paper, { near, far, index, isFineTuned, rule }: FamiliarityReport): string[] {
  const { familiarity: said } = words;
  const { format } = window;
  const area = ({ auroc, aurocInterval: interval = null }: ToldApart): string => `${format.decimal(auroc, 2)}${interval ? ` (${intervalWords(interval, window, (end) => format.decimal(end, 2))})` : ''}`;
  const row = (label: string, told: ToldApart | null): string[] =>
    told ? [label, area(told), told.found === null ? '–' : format.percent(told.found), `${format.count(told.unknown)}, ${format.count(told.known)}`] : [label, '–', '–', '–'];
  const worst = new Set(near.classes.toSorted((a, b) => (a.told?.auroc ?? 1) - (b.told?.auroc ?? 1)).slice(0, mostRows));
  const rows = [...near.classes.filter((one) => worst.has(one)).map(({ label, told }) => row(label, told)), ...(far ? [row(said.far, far)] : [])];
  return [
    paragraph(said.heldOut(index.pictures)),
    htmlTable(said.heldOutTitles, rows, words.sections.familiarity),
    ...(near.mean === null || !near.worst ? [] : [paragraph(said.summary(format.decimal(near.mean, 2), near.worst.label, format.decimal(near.worst.auroc, 2)))]),
    paragraph(`${said.found(format.percent(rule.falseAlarmRate, 0))}${isFineTuned ? ` ${said.fineTuned}` : ''}`, 'faint'),
  ];
}

export function suspectsPart({ papers, words, window: { format } }: Paper): Section {
  const { judged, yield: found } = papers.suspects;
  if (judged.length === 0) return { missing: words.missing.suspects, command: `graft suspects ${papers.data.dataset.id}` };
  const saying = ({ said, given }: (typeof judged)[number]) => (said === null ? words.suspects.unsure : said === given ? words.suspects.right : words.suspects.wrong(said));
  const rows = judged.toReversed().slice(0, mostJudged).map((one) => [one.path, one.given, saying(one), format.day(one.atMs)]);
  return {
    html: [
      paragraph(words.suspects.yield(found.judged, found.wrong, found.unsure)),
      htmlTable(words.suspects.titles, rows, words.sections.suspects, 'words'),
      ...(judged.length > mostJudged ? [paragraph(words.suspects.more(judged.length - mostJudged), 'faint')] : []),
    ].join('\n'),
  };
}

/** As the window writes a level of a kind. */
const isShare: readonly StressKind[] = ['dark', 'crop', 'colour'];
/** Classes that break, told one by one. */
const mostBroken = 60;

/** Lower ends stand without their unit. */
const lowerEnd = ({ format }: Paper['window']) => (share: number): string => format.decimal(share * 100, 0);

/** On how many pictures, and groups where those are counted. */
function onWords({ images, of, independentGroups }: StressCard | ShortcutTest, { low, high }: Pick<ShortcutShare, 'low' | 'high'>, window: Paper['window']): string {
  const { t, format } = window;
  const on = t(images < of ? 'evaluate.field.onSome' : 'evaluate.field.on', { n: format.count(images), all: format.count(of) }, images);
  const counted = groupsWords(low === null || high === null ? null : [low, high], independentGroups, window);
  return counted === null ? on : `${on} (${counted})`;
}

export function stressPart({ papers, words, window }: Paper): Section {
  const { t, format } = window;
  const card = papers.stress;
  if (!card) return { missing: words.missing.stress, command: `graft stress ${papers.run.stored.id}` };
  const figure = (level: StressLevel) => `${shareWords(level, window, lowerEnd(window))}${level.value !== null && level.p < 0.05 ? ' *' : ''}`;
  const titles = [t('evaluate.field.kind'), ...[0, 1, 2, 3, 4].map((level) => t(`evaluate.field.levels.${level}`))];
  const rows = card.kinds.map(({ kind, levels }) => [t(`evaluate.field.kinds.${kind}`), ...levels.map(figure)]);
  const valueOf = (kind: StressKind, value: number) => t(`evaluate.field.values.${kind}`, { value: isShare.includes(kind) ? format.percent(value, 0) : format.significant(value) });
  const broken = card.kinds.flatMap(({ kind, breakPoints }) =>
    breakPoints.flatMap(({ label, value, found, left, isShown }) => (value === null || !isShown ? [] : [`${label}: ${valueOf(kind, value)}; ${t('evaluate.field.breakWhy', { left: format.count(left), found: format.count(found) })}`])),
  );
  const helps = card.kinds.flatMap(({ kind, augment }) => (augment === null ? [] : [t('evaluate.field.augment', { kind: t(`evaluate.field.kinds.${kind}`), augment })]));
  const charts = card.kinds.map(({ kind, levels }) => stressChart(levels, { title: t(`evaluate.field.kinds.${kind}`), label: words.stress.sameNumbers, ends: [titles[1]!, titles.at(-1)!], tick: (share) => format.percent(share, 0) }));
  return {
    html: [
      paragraph(`${t('evaluate.field.stressTerm')}. ${onWords(card, card.kinds[0]!.levels[0]!, window)}`),
      `<div class="small-charts">\n${charts.join('\n')}\n</div>`,
      stressLegend(words.stress.loses),
      htmlTable(titles, rows, words.sections.stress, 'words'),
      paragraph(`* ${t('evaluate.field.legend', { test: pairedTestWords(card.independentGroups ?? null, window) })}`, 'faint'),
      ...(broken.length > 0 ? [`<h3>${t('evaluate.field.breaks')}</h3>`, paragraph(t('evaluate.field.breaksTerm'), 'faint'), list(broken.slice(0, mostBroken))] : []),
      ...(broken.length > mostBroken ? [paragraph(words.stress.more(broken.length - mostBroken), 'faint')] : []),
      ...(helps.length > 0 ? [list(helps)] : []),
    ].join('\n'),
  };
}

const toldTitles = { 'border-alone': 'told', 'object-covered': 'toldCovered' } as const;

export function shortcutPart({ papers, words, window, coveredOf }: Paper): Section {
  const { t, format } = window;
  const test = papers.shortcut;
  if (!test) return { missing: words.missing.shortcut, command: `graft shortcut ${papers.run.stored.id}` };
  const ways = ['plain', 'objectCovered', 'elsewhereCovered', 'borderAlone'] as const;
  return {
    html: [
      paragraph(`${t('evaluate.field.shortcutTerm')}. ${onWords(test, test.plain, window)}`),
      htmlTable([t('evaluate.field.kind'), words.value], ways.map((way) => [t(`evaluate.field.ways.${way}`), shareWords(test[way], window, lowerEnd(window))]), words.sections.shortcut, 'words'),
      list([
        words.guessing(format.percent(test.guessing, 0)),
        t(test.borderAlone.p < 0.05 ? 'evaluate.field.surroundings' : 'evaluate.field.noSurroundings'),
        t(test.objectMatters < 0.05 ? 'evaluate.field.hangsOnObject' : 'evaluate.field.notOnObject'),
      ]),
      ...toldCovered(test).map(({ way, count, pictures }) => {
        const figures = pictures.map(({ image, file, label }) => pictureFigure(file, label, coveredOf(way, image)));
        return `<h3>${escaped(t(`evaluate.field.${toldTitles[way]}`, { n: format.count(count) }, count))}</h3>\n<div class="pictures">${figures.join('\n')}</div>`;
      }),
    ].join('\n'),
  };
}
