import type { PaperFacts, PaperNumber, StudyCard, StudyView } from '../../../shared/contract/study-calls.ts';
import type { StudyComparison, StudyFigure, StudyVerdict } from '../../../shared/study-result.ts';
import { roundCount } from '../../../shared/round-count.ts';
import type { CellValue, StudyCell, StudyMeasure, StudyRepeats, StudySpec } from '../../../shared/study-spec.ts';
import type { Words } from '../../composables/use-words.ts';
import { runNumberWords } from '../../words/backbone-words.ts';
import { pWords } from '../../words/interval-words.ts';
import { settingNumberWords, settingValueWords } from '../../words/setting-words.ts';

/** How a paper calls the cells that it has numbers of. */
export type CellNames = readonly Pick<PaperNumber, 'name' | 'cell'>[];

/** `net.shortcut.same` has no words under its own name: a key with dots in it would be a path. */
const keyOf = (field: string): string => field.replaceAll('.', '-');

/** A field that varies: a setting, something of the network, the part of the pictures; one without words as it is called. */
export function fieldWords(field: string, { t, te }: Words): string {
  const keys = [`studies.fields.${keyOf(field)}`, `runSettings.names.${field}`];
  const known = keys.find((key) => te(key));
  return known === undefined ? field : t(known);
}

/** What is set inside a value of a network, without its braces: `same: identity, change: zero-pad`. */
function insideWords(value: CellValue): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(insideWords).join(', ');
  const { kind, ...rest } = value as Record<string, CellValue>;
  const others = Object.entries(rest).map(([key, inner]) => `${key} ${insideWords(inner)}`);
  return [...(kind === undefined ? [] : [String(kind)]), ...others].join(', ');
}

export function valueWords(field: string, value: CellValue, words: Words): string {
  const { t, te, format } = words;
  if (field === 'trainShare' && typeof value === 'number') return format.percent(value, Number.isInteger(value * 100) ? 0 : 1);
  if (typeof value === 'number') return settingNumberWords(field, value, words);
  if (typeof value !== 'string') return field === 'net' ? t('models.ownNetwork') : insideWords(value);
  const ofNetwork = `studies.values.${keyOf(field)}.${value}`;
  return te(ofNetwork) ? t(ofNetwork) : settingValueWords(field, value, words);
}

/** A cell as a person calls it: as its paper does, else by its values; the only cell of a study without variations has none. */
export function cellWords(cell: StudyCell, words: Words, names: CellNames = []): string {
  const key = JSON.stringify(cell);
  const named = names.find((one) => one.cell !== null && JSON.stringify(one.cell) === key)?.name;
  if (named !== undefined) return named;
  const fields = Object.entries(cell);
  if (fields.length === 0) return words.t('studies.asItIs');
  const [first] = fields;
  // What a claim of an ensemble compares; no fields that vary.
  if (typeof cell['together'] === 'number') return words.t('studies.together', { n: words.format.count(cell['together']) }, cell['together']);
  if (typeof cell['run'] === 'number') return words.t('studies.alone', { run: runNumberWords(cell['run'], words) });
  if (fields.length === 1) return valueWords(first![0], first![1], words);
  return fields.map(([field, value]) => (typeof value === 'number' ? `${fieldWords(field, words)} ${valueWords(field, value, words)}` : valueWords(field, value, words))).join(', ');
}

/** "Seed 2", "Part 2 of 5". */
export function repeatWords(repeats: StudyRepeats, repeat: number, { t, format }: Words): string {
  const number = format.count(repeat + 1);
  return 'folds' in repeats ? t('studies.fold', { number, of: format.count(repeats.folds) }) : t('studies.seed', { number });
}

const isPart = (of: StudyMeasure): boolean => of === 'accuracy' || of === 'trainAccuracy';
/** In points of a hundred, what an interval of few repeats says beyond the ends left out. */
const points = (share: number, { format }: Words): string => format.decimal(Math.min(1, Math.max(0, share)) * 100, 1);

/** "91.2 to 95.1"; null where there is no interval. */
export const rangeWords = ({ low, high }: Pick<StudyFigure, 'low' | 'high'>, words: Words): string | null =>
  low === null || high === null ? null : words.t('studies.range', { low: points(low, words), high: points(high, words) });

function signed(value: number, of: StudyMeasure, { format }: Words): string {
  const size = isPart(of) ? format.decimal(Math.min(1, Math.abs(value)) * 100, 1) : format.decimal(Math.abs(value), 3);
  return `${value < 0 ? '−' : '+'}${size}`;
}

function testWords({ test, p, pairs, pictures, independentGroups: groups, weights }: StudyComparison, of: StudyMeasure, { t, format }: Words): string {
  if (test === null && pairs === 1 && of !== 'accuracy') return t('studies.test.oneTraining');
  if (test === null || p === null) return pairs === 1 ? t('studies.test.one') : t('studies.test.noSpread', { n: format.count(pairs) }, pairs);
  const shown = pWords(p, { format });
  if (test === 'mcnemar') {
    const told = groups === undefined ? t('studies.test.mcnemar', { p: shown, n: format.count(pictures) }, pictures) : t('studies.test.groups', { p: shown, n: format.count(groups), pictures: format.count(pictures) }, groups);
    return weights ? `${told} ${t(`studies.test.weights.${weights}`)}` : told;
  }
  if (pictures === 0) return t('studies.test.paired', { p: shown, n: format.count(pairs) }, pairs);
  if (groups === undefined) return t('studies.test.pairedPictures', { p: shown, n: format.count(pairs), pictures: format.count(pictures) }, pairs);
  return t('studies.test.pairedGroups', { p: shown, n: format.count(pairs), groups: format.count(groups) }, pairs);
}

/** The numbers behind a verdict in a sentence. */
export function comparedWords({ compared, of }: Pick<StudyVerdict, 'compared' | 'of'>, words: Words, names: CellNames = []): string {
  const { t } = words;
  if (!compared) return t('studies.nothingCompared');
  const { first, second, comparison } = compared;
  const { difference, low, high } = comparison;
  const range = low === null || high === null ? '' : t('studies.differenceRange', { low: signed(low, of, words), high: signed(high, of, words) });
  const values = { first: cellWords(first, words, names), second: cellWords(second, words, names), measure: t(`studies.measures.${of}`), difference: signed(difference, of, words), range };
  return `${t(isPart(of) ? 'studies.comparedPoints' : 'studies.compared', values)} ${testWords(comparison, of, words)}`;
}

/** What a claim says: in the window's words where it has some, else in those of the program. */
export const claimWords = ({ claim, claimed }: Pick<StudyVerdict, 'claim' | 'claimed'>, { t, te }: Words): string =>
  te(`studyClaims.${claim}`) ? t(`studyClaims.${claim}`) : claimed;

/** Where a study stands, in a sentence. */
export const stateWords = ({ status, done, failed, total }: Pick<StudyCard, 'status' | 'done' | 'failed' | 'total'>, { t, format }: Words): string =>
  t(`studies.state.${status}`, { done: format.count(done), failed: format.count(failed), n: format.count(total) }, total);

/** What is said of a paper: in the window's words where it has some, else in those of the program. */
export const paperWords = (what: 'place' | 'measured' | 'recipe', preset: string | null, paper: PaperFacts, { t, te }: Words): string =>
  te(`studyPapers.${preset}.${what}`) ? t(`studyPapers.${preset}.${what}`) : paper[what];

/** Where its numbers were printed. */
export function sourceWords(preset: string | null, paper: PaperFacts, words: Words): string {
  const place = paperWords('place', preset, paper, words);
  return paper.arxiv === null ? place : words.t('studies.paper', { arxiv: paper.arxiv, place });
}

/** What all ways share, but for what they vary: each setting and its value. */
export function sameSettings({ base, vary }: Pick<StudySpec, 'base' | 'vary'>, words: Words): { name: string; value: string }[] {
  const varied = new Set(vary.map(({ field }) => field));
  return Object.entries(base).filter(([key]) => !varied.has(key)).map(([key, value]) => ({ name: fieldWords(key, words), value: valueWords(key, value as CellValue, words) }));
}

/** What more pictures would bring each class; those of which nothing can be said share a line. */
export function classWords(classes: StudyView['classes'], { t, format }: Words): string[] {
  const said = classes.flatMap((one) => {
    const values = { label: one.label, accuracy: format.percent(one.accuracy) };
    if (one.kind === 'flat') return [t('studies.curve.classes.flat', values)];
    if (one.kind !== 'more') return [];
    const n = roundCount(one.more);
    return [t('studies.curve.classes.more', { ...values, n: format.count(n), low: format.percent(one.low), high: format.percent(one.high) }, n)];
  });
  const shared = ([['few-mistakes', 'fewMistakes'], ['open', 'open']] as const).flatMap(([kind, key]) => {
    const labels = classes.filter((one) => one.kind === kind).map(({ label }) => label);
    return labels.length === 0 ? [] : [t(`studies.curve.classes.${key}`, { labels: labels.join(', ') })];
  });
  return [...said, ...shared];
}
