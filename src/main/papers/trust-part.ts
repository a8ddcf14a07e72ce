import { usualSetLevel } from '../../shared/answer-sets.ts';
import { knownNeeded } from '../../shared/familiarity.ts';
import type { FamiliarityReport, ToldApart } from '../../shared/familiarity.ts';
import type { ShortcutShare, StressKind, StressLevel } from '../../shared/stress.ts';
import { joinedBins } from '../../renderer/format/joined-bins.ts';
import { escaped, htmlTable } from '../words/html-page.ts';
import { mostRows } from './answers-part.ts';
import { reliabilityChart, stressChart, stressLegend } from './charts.ts';
import { list, paragraph, pictureFigure } from './section.ts';
import type { Paper, Section } from './section.ts';

/** Judged labels told one by one. */
export const mostJudged = 24;

export function calibrationPart({ papers, words, window: { t, format } }: Paper): Section {
  const { calibration } = papers;
  if (!calibration) return { missing: words.missing.calibration };
  const { temperature, eceBefore, eceAfter, eceInterval: [low, high], eceIntervalBefore: [beforeLow, beforeHigh], eceIfCalibrated, images, bins, binsBefore, split, fit } = calibration;
  const pictures = (n: number) => t('common.images', { n: format.count(n) }, n);
  const range = { low: format.percent(low), high: format.percent(high), before: format.percent(eceBefore), beforeLow: format.percent(beforeLow), beforeHigh: format.percent(beforeHigh) };
  const before = temperature === 1 ? [] : joinedBins(binsBefore);
  const legend = { after: t('evaluate.sure.isRight'), before: t('evaluate.sure.beforeIt'), agreed: t('evaluate.sure.agreed'), sure: t('evaluate.sure.xAxis') };
  const on = split === 'test' ? 'onTest' : temperature === 1 ? 'onPlain' : 'onValidation';
  return {
    html: [
      list([
        `${t('evaluate.sure.error')} (${t('evaluate.sure.errorTerm')}): ${format.percent(eceAfter)}; ${temperature === 1 ? t('evaluate.sure.errorRange', range) : t('evaluate.sure.errorHint', range)}`,
        t(eceAfter <= eceIfCalibrated ? 'evaluate.sure.within' : 'evaluate.sure.beyond', { most: format.percent(eceIfCalibrated), pictures: pictures(images) }),
        `${t('evaluate.sure.temperature')}: ${format.significant(temperature)} (${t('evaluate.sure.temperatureTerm')}); ${fit === null ? t('evaluate.sure.older') : t(temperature === 1 ? 'evaluate.sure.unchanged' : 'evaluate.sure.fitted', { pictures: pictures(fit.images) })}`,
        t(`evaluate.sure.${on}`),
      ]),
      reliabilityChart({ after: joinedBins(bins), before }, legend, `${t('evaluate.sure.diagram')} (${t('evaluate.sure.diagramTerm')}); ${words.binByBin}`, (share) => format.percent(share, 0)),
      htmlTable(
        ['range', 'confidence', 'accuracy', 'pictures'].map((key) => t(`evaluate.sure.${key}`)),
        bins.map((bin) => [t('evaluate.sure.between', { low: format.percent(bin.low, 0), high: format.percent(bin.high, 0) }), format.percent(bin.confidence), format.percent(bin.accuracy), format.count(bin.n)]),
        words.sections.calibration,
      ),
    ].join('\n'),
  };
}

export function setsPart({ papers, words, window: { format } }: Paper): Section {
  const { sets } = papers;
  if ('needed' in sets) return { missing: words.sets.tooFew(format.percent(usualSetLevel, 0), sets.needed, sets.images) };
  const { rule, images, meanSize, covered } = sets;
  const { low, high } = rule.coverage;
  return {
    html: list([
      words.sets.promise(format.percent(rule.level, 0), rule.method.toUpperCase(), rule.images, format.percent(low), format.percent(high)),
      words.sets.size(format.decimal(meanSize, 2), images),
      ...(covered === null ? [] : [words.sets.covered(format.percent(covered))]),
    ]),
  };
}

export function familiarityPart(paper: Paper): Section {
  const { papers, words, window: { format } } = paper;
  const { familiarity, heldOut, run } = papers;
  const command = `graft familiarity ${run.stored.id}`;
  if (!familiarity) return { missing: words.missing.familiarity, command };
  const { threshold, falseAlarmRate, band, images } = familiarity;
  const rule =
    threshold === null
      ? paragraph(words.familiarity.noThreshold(images, knownNeeded(falseAlarmRate)))
      : list([words.familiarity.rule(format.percent(falseAlarmRate, 0), images), ...(band ? [words.familiarity.band(format.percent(band.low), format.percent(band.high))] : [])]);
  if (heldOut) return { html: [rule, ...heldOutLines(paper, heldOut)].join('\n') };
  return { html: `${rule}\n<p class="faint">${escaped(words.familiarity.notAsked)} ${escaped(words.command)}: <code>${escaped(command)}</code></p>` };
}

/** How well each class is told where it was left out, the worst ones where there are too many for a table. */
function heldOutLines({ words, window: { format } }: Paper, { near, far, index, isFineTuned, rule }: FamiliarityReport): string[] {
  const { familiarity: said } = words;
  const row = (label: string, told: ToldApart | null): string[] =>
    told ? [label, format.decimal(told.auroc, 2), told.found === null ? '–' : format.percent(told.found), `${format.count(told.unknown)}, ${format.count(told.known)}`] : [label, '–', '–', '–'];
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

export function stressPart({ papers, words, window: { t, format } }: Paper): Section {
  const card = papers.stress;
  if (!card) return { missing: words.missing.stress, command: `graft stress ${papers.run.stored.id}` };
  const figure = ({ accuracy, low, high, p, value }: StressLevel) => `${t('evaluate.field.figure', { accuracy: format.percent(accuracy, 0), low: format.decimal(low * 100, 0), high: format.percent(high, 0) })}${value !== null && p < 0.05 ? ' *' : ''}`;
  const titles = [t('evaluate.field.kind'), ...[0, 1, 2, 3, 4].map((level) => t(`evaluate.field.levels.${level}`))];
  const rows = card.kinds.map(({ kind, levels }) => [t(`evaluate.field.kinds.${kind}`), ...levels.map(figure)]);
  const valueOf = (kind: StressKind, value: number) => t(`evaluate.field.values.${kind}`, { value: isShare.includes(kind) ? format.percent(value, 0) : format.significant(value) });
  const broken = card.kinds.flatMap(({ kind, breakPoints }) =>
    breakPoints.flatMap(({ label, value, found, left, isShown }) => (value === null || !isShown ? [] : [`${label}: ${valueOf(kind, value)}; ${t('evaluate.field.breakWhy', { left: format.count(left), found: format.count(found) })}`])),
  );
  const helps = card.kinds.flatMap(({ kind, augment }) => (augment === null ? [] : [t('evaluate.field.augment', { kind: t(`evaluate.field.kinds.${kind}`), augment })]));
  const charts = card.kinds.map(({ kind, levels }) => stressChart(levels, { title: t(`evaluate.field.kinds.${kind}`), label: words.stress.sameNumbers, ends: [titles[1]!, titles.at(-1)!], tick: (share) => format.percent(share, 0) }));
  const on = t(card.images < card.of ? 'evaluate.field.onSome' : 'evaluate.field.on', { n: format.count(card.images), all: format.count(card.of) }, card.images);
  return {
    html: [
      paragraph(`${t('evaluate.field.stressTerm')}. ${on}`),
      `<div class="small-charts">\n${charts.join('\n')}\n</div>`,
      stressLegend(words.stress.loses),
      htmlTable(titles, rows, words.sections.stress, 'words'),
      paragraph(`* ${t('evaluate.field.legend')}`, 'faint'),
      ...(broken.length > 0 ? [`<h3>${t('evaluate.field.breaks')}</h3>`, paragraph(t('evaluate.field.breaksTerm'), 'faint'), list(broken.slice(0, mostBroken))] : []),
      ...(broken.length > mostBroken ? [paragraph(words.stress.more(broken.length - mostBroken), 'faint')] : []),
      ...(helps.length > 0 ? [list(helps)] : []),
    ].join('\n'),
  };
}

export const shortcutPictures = 6;

export function shortcutPart({ papers, words, window: { t, format }, pictureOf }: Paper): Section {
  const test = papers.shortcut;
  if (!test) return { missing: words.missing.shortcut, command: `graft shortcut ${papers.run.stored.id}` };
  const figure = ({ accuracy, low, high }: ShortcutShare) => t('evaluate.field.figure', { accuracy: format.percent(accuracy, 0), low: format.decimal(low * 100, 0), high: format.percent(high, 0) });
  const ways = ['plain', 'objectCovered', 'elsewhereCovered', 'borderAlone'] as const;
  const on = t(test.images < test.of ? 'evaluate.field.onSome' : 'evaluate.field.on', { n: format.count(test.images), all: format.count(test.of) }, test.images);
  return {
    html: [
      paragraph(`${t('evaluate.field.shortcutTerm')}. ${on}`),
      htmlTable([t('evaluate.field.kind'), words.value], ways.map((way) => [t(`evaluate.field.ways.${way}`), figure(test[way])]), words.sections.shortcut, 'words'),
      list([
        words.guessing(format.percent(test.guessing, 0)),
        t(test.borderAlone.p < 0.05 ? 'evaluate.field.surroundings' : 'evaluate.field.noSurroundings'),
        t(test.objectMatters < 0.05 ? 'evaluate.field.hangsOnObject' : 'evaluate.field.notOnObject'),
      ]),
      `<div class="pictures">${test.pictures.slice(0, shortcutPictures).map(({ image, file, label, borderAlone }) => pictureFigure(file, `${label}; ${t('evaluate.field.ways.borderAlone')}: ${borderAlone}`, pictureOf(image))).join('\n')}</div>`,
    ].join('\n'),
  };
}
