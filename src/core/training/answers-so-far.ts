import { accuracyInterval, togetherOf } from '../evaluation/accuracy-interval.ts';
import { top1 } from '../evaluation/top-k.ts';
import type { AnswersSoFar } from '../../shared/answers-so-far.ts';
import type { FromEngine, TrainingImage } from '../../shared/trainer-protocol.ts';
import { runningMs } from '../running-ms.ts';
import { intervalDraws } from './seeded-random.ts';

/** More than anybody looks through while a run goes on. */
const mostPictures = 1000;

/** What weights of `epoch` answer; `probabilities` [images, classes] in the order of `images`, one at least. */
export function answersSoFar(
  epoch: number,
  seconds: number,
  images: readonly Pick<TrainingImage, 'id' | 'label' | 'sha256' | 'group'>[],
  probabilities: ArrayLike<number>,
  classes: number,
): AnswersSoFar {
  const pictures = images.map(({ id, label }, row) => {
    const predicted = top1(probabilities, classes, row);
    return { imageId: id, label, predicted, probability: probabilities[row * classes + predicted]! };
  });
  const right = pictures.map(({ label, predicted }) => label === predicted);
  const { accuracyInterval: interval, independentGroups } = accuracyInterval(right, togetherOf(images, intervalDraws));
  const every = Math.ceil(pictures.length / mostPictures);
  return {
    epoch,
    accuracy: right.filter(Boolean).length / pictures.length,
    interval,
    independentGroups,
    images: pictures.length,
    seconds,
    pictures: pictures.filter((_, at) => at % every === 0),
  };
}

export interface AnswerTeller {
  /** These are better than all before. */
  better(answers: AnswersSoFar): void;
  /** The phase is over, or stopped: what has not been told is told. */
  end(): void;
}

/** The first epochs of a head are many and mean little: they wait this long for better ones. */
const headWaitMs = 3000;

/** Tells better answers as they come; of a head at most every three seconds and at its end. */
export function createAnswerTeller(
  emit: (event: FromEngine) => void,
  isHead: boolean,
  nowMs: () => number = runningMs,
): AnswerTeller {
  let toldMs = nowMs();
  let untold: AnswersSoFar | null = null;
  const end = (): void => {
    if (untold) emit({ type: 'answers-so-far', answers: untold });
    untold = null;
    toldMs = nowMs();
  };
  return {
    better(answers) {
      untold = answers;
      if (!isHead || nowMs() - toldMs >= headWaitMs) end();
    },
    end,
  };
}
