import type { ImageAnswer } from '../../../shared/contract/evaluation-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import type { WallPictures } from '../../wall/wall-pictures.ts';

/** What a run said of pictures, and what was said against it since. Pure; every change makes new rows. */

/** Of the confusion matrix: a true class, and what the run said. */
export interface Cell {
  label: string;
  predicted: string;
}

export const isWrong = (answer: ImageAnswer): boolean => answer.label !== null && answer.label !== answer.predicted;
/** Since the run saw it. */
export const isRelabelledSince = (answer: ImageAnswer): boolean => answer.currentLabel !== answer.label;

type Change = Partial<Pick<ImageAnswer, 'currentLabel' | 'isExcluded'>>;

/** The pictures named with another label, or taken out or in. */
export function withChange(answers: readonly ImageAnswer[], images: readonly number[], change: Change): ImageAnswer[] {
  const named = new Set(images);
  return answers.map((answer) => (answer.image !== null && named.has(answer.image) ? { ...answer, ...change } : answer));
}

/** Whether all pictures named are left out: then the key takes them in again. */
export function areAllExcluded(answers: readonly ImageAnswer[], images: readonly number[]): boolean {
  const named = new Set(images);
  return answers.every(({ image, isExcluded }) => image === null || !named.has(image) || isExcluded);
}

/** What the wall says of these answers: what was given, what was said and how sure, and what was changed since. */
export function answerPictures(answers: readonly ImageAnswer[], { t, format }: Words) {
  const sentenceOf = (at: number): string => {
    const { label, currentLabel, predicted, confidence, isExcluded } = answers[at]!;
    const [given, now] = [label, currentLabel].map((name) => name ?? t('wall.noLabel'));
    return [
      t('evaluate.wall.picture', { label: given, predicted, confidence: format.percent(confidence, 0) }),
      ...(currentLabel === label ? [] : [t('evaluate.wall.nowLabel', { label: now })]),
      ...(isExcluded ? [t('wall.isExcluded')] : []),
    ].join(', ');
  };
  const isExcluded = (at: number): boolean => answers[at]!.isExcluded;
  const titleOf = (at: number): string => answers[at]!.file;
  return { answers, sentenceOf, isExcluded, titleOf } satisfies WallPictures & { answers: typeof answers; sentenceOf(at: number): string };
}
