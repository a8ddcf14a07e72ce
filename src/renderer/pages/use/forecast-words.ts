import type { AdaptedView } from '../../../shared/contract/use-calls.ts';
import { knownNeeded, usualFalseAlarmRate } from '../../../shared/familiarity.ts';
import { fewestToAdapt, forecastNeeds } from '../../../shared/forecast.ts';
import { fewestGroups } from '../../../shared/independent-groups.ts';
import type { ForecastFigures } from '../../../shared/forecast.ts';
import type { Words } from '../../composables/use-words.ts';
import { runNumberWords } from '../../words/backbone-words.ts';

/**
 * What is to be expected in a sentence, and what it goes by or why there is none; `doubt` where nothing tells whether the pictures are strange to it, which would keep the figure
 * from being said. Pure.
 */
export function forecastWords(found: ForecastFigures, { t, format }: Words): { says: string; why: string; doubt: string | null } {
  const { expectedAccuracy, low, high, atc, doc, images, labelled, independentGroups: groups, newGroups = null, split, refused, unfamiliar, unguarded } = found;
  const pictures = t(`forecast.${split}`, { n: format.count(labelled) }, labelled);
  const own = groups === null ? pictures : `${pictures} ${t('common.ofGroups', { n: format.count(groups) }, groups)}`;
  const ofNew = newGroups === null ? '' : ` ${t('common.ofGroups', { n: format.count(newGroups) }, newGroups)}`;
  const share = (value: number) => format.percent(value, 0);
  const doubtOf = (): string => {
    const lacks = unguarded === 'too-few' && groups !== null ? 'too-few-groups' : unguarded;
    const needed = format.count(knownNeeded(usualFalseAlarmRate));
    return lacks ? t('forecast.unguardedBecause', { because: t(`forecast.lacks.${lacks}`, { needed }) }) : t('forecast.unguarded');
  };
  if (expectedAccuracy !== null && low !== null && high !== null) {
    const says = t('forecast.expected', { accuracy: share(expectedAccuracy), low: share(low), high: share(high) });
    const how = t('forecast.how', { n: format.count(images), groups: ofNew, labelled: own, doc: share(doc) }, images);
    return { says, why: groups === null || newGroups !== null ? how : `${how} ${t('forecast.newAlone')}`, doubt: unfamiliar === null ? doubtOf() : null };
  }
  const needed = { 'few-labelled': forecastNeeds.labelled, 'few-groups': fewestGroups, 'few-errors': forecastNeeds.errors, 'few-images': forecastNeeds.images, 'few-new-groups': fewestGroups, 'methods-apart': 0, unfamiliar: 0 }[refused!];
  const why = t(`forecast.refused.${refused!}`, { needed: format.count(needed), labelled: own, n: format.count(images), groups: ofNew, atc: share(atc), doc: share(doc), share: share(unfamiliar ?? 0) }, images);
  return { says: t('forecast.none'), why: `${why} ${t('forecast.labelSome')}`, doubt: null };
}

/** Why a camera is not known by so few pictures; null where it is. */
export const tooFewWords = (images: number, { t, format }: Words): string | null =>
  images >= fewestToAdapt ? null : t('forecast.adapt.few', { n: format.count(images), needed: format.count(fewestToAdapt) }, images);

/** A forecast in a cell. */
export function bandWords({ expectedAccuracy, low, high }: ForecastFigures, { t, format }: Words): string {
  if (expectedAccuracy === null) return t('forecast.adapt.noFigure');
  return t('forecast.adapt.band', { accuracy: format.percent(expectedAccuracy, 0), low: format.percent(low, 0), high: format.percent(high, 0) });
}

/** Why there is no figure of a run as it is or adapted, and of which one nothing keeps the figure from being said; whose strange pictures it goes by. */
export function adaptedNotes(from: number, { run, indexed, before, after }: AdaptedView, words: Words): string[] {
  const { t } = words;
  const notes = ([['before', before], ['after', after]] as const).flatMap(([key, figures]) => {
    const { why, doubt } = forecastWords(figures, words);
    const said = figures.expectedAccuracy === null ? why : doubt;
    return said === null ? [] : [{ which: t(`forecast.adapt.${key}`), said }];
  });
  const isOne = notes.length === 2 && notes[0]!.said === notes[1]!.said;
  return [
    ...(isOne ? [notes[0]!.said] : notes.map(({ which, said }) => `${which}: ${said}`)),
    ...(indexed === null && after.refused === 'unfamiliar' ? [t('forecast.adapt.borrowed', { from: runNumberWords(from, words) })] : []),
    ...(indexed === null && run !== null ? [t('forecast.adapt.notIndexed', { run: runNumberWords(run, words) })] : []),
  ];
}
