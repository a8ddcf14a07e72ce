import { fewestToAdapt, forecastNeeds } from '../../../shared/forecast.ts';
import { fewestGroups } from '../../../shared/independent-groups.ts';
import type { ForecastFigures } from '../../../shared/forecast.ts';
import type { Words } from '../../composables/use-words.ts';

/** What is to be expected in a sentence, and what it goes by or why there is none. Pure. */
export function forecastWords(found: ForecastFigures, { t, format }: Words): { says: string; why: string } {
  const { expectedAccuracy, low, high, atc, doc, images, labelled, independentGroups: groups, split, refused, unfamiliar } = found;
  const pictures = t(`forecast.${split}`, { n: format.count(labelled) }, labelled);
  const own = groups === null ? pictures : `${pictures} ${t('common.ofGroups', { n: format.count(groups) }, groups)}`;
  const share = (value: number) => format.percent(value, 0);
  if (expectedAccuracy !== null && low !== null && high !== null) {
    const says = t('forecast.expected', { accuracy: share(expectedAccuracy), low: share(low), high: share(high) });
    const how = t('forecast.how', { n: format.count(images), labelled: own, doc: share(doc) }, images);
    return { says, why: groups === null ? how : `${how} ${t('forecast.newAlone')}` };
  }
  const needed = { 'few-labelled': forecastNeeds.labelled, 'few-groups': fewestGroups, 'few-errors': forecastNeeds.errors, 'few-images': forecastNeeds.images, 'methods-apart': 0, unfamiliar: 0 }[refused!];
  const why = t(`forecast.refused.${refused!}`, { needed: format.count(needed), labelled: own, n: format.count(images), atc: share(atc), doc: share(doc), share: share(unfamiliar ?? 0) }, images);
  return { says: t('forecast.none'), why: `${why} ${t('forecast.labelSome')}` };
}

/** Why a camera is not known by so few pictures; null where it is. */
export const tooFewWords = (images: number, { t, format }: Words): string | null =>
  images >= fewestToAdapt ? null : t('forecast.adapt.few', { n: format.count(images), needed: format.count(fewestToAdapt) }, images);

/** A forecast in a cell. */
export function bandWords({ expectedAccuracy, low, high }: ForecastFigures, { t, format }: Words): string {
  if (expectedAccuracy === null) return t('forecast.adapt.noFigure');
  return t('forecast.adapt.band', { accuracy: format.percent(expectedAccuracy, 0), low: format.percent(low, 0), high: format.percent(high, 0) });
}
