import type { UnseenResult } from '../../../shared/unseen-job.ts';
import { StudioError } from '../../errors.ts';
import { headFolds } from '../../evaluation/exact-head/head-folds.ts';
import { mixSeed, seededRandom } from '../../training/seeded-random.ts';
import { defaultThreads, endOnAbort, startEngine } from '../executors/engine-process.ts';

const folds = 5;
const salt = 0x73757370;

interface Rows {
  /** float32 [rows, dimensions] */
  readonly features: Float32Array<ArrayBuffer>;
  readonly dimensions: number;
  /** -1: has none, and is answered by the head of all that have one. */
  readonly labels: readonly number[];
  /** Rows of one value are in one fold. */
  readonly groups: readonly string[];
  /** Whether pictures of unlike contents go together. */
  readonly isGrouped: boolean;
  readonly classes: number;
}

/**
 * What exact heads say of pictures they did not learn from, `[rows, classes]`, by five folds of whole groups; `isAnswered` is false of a group
 * that always teaches, since one of its classes has no other.
 * @throws StudioError `bad-usage` where no class has two groups, or groups of several classes leave one fold; `cancelled`; as `startEngine`
 */
export async function unseenAnswers(
  { features, dimensions, labels, groups, isGrouped, classes }: Rows,
  signal?: AbortSignal,
): Promise<{ probabilities: Float32Array; isAnswered: boolean[] }> {
  const labelled = [...labels.keys()].filter((row) => labels[row]! >= 0);
  const dealt = headFolds(labelled.map((row) => labels[row]!), labelled.map((row) => groups[row]!), folds, seededRandom(mixSeed(0, salt)));
  // Folds are counted from 0, none is empty.
  if (classes < 2 || !dealt.some((fold) => fold > 0)) throw isGrouped && classes > 1 ? tooFewGroups() : tooLittle();
  const foldOf = labels.map(() => -1);
  for (const [at, row] of labelled.entries()) foldOf[row] = dealt[at]!;
  if (signal?.aborted) throw stopped();
  const engine = startEngine({ kind: 'unseen', features, dimensions, labels: [...labels], classes, folds: foldOf, isGrouped }, defaultThreads(), () => undefined);
  const letGo = endOnAbort(engine, signal);
  try {
    const { probabilities } = (await engine.finished) as UnseenResult;
    return { probabilities, isAnswered: labels.map((label, row) => label < 0 || foldOf[row]! >= 0) };
  } catch (error) {
    throw signal?.aborted ? stopped() : error;
  } finally {
    letGo();
  }
}

/** For `leak` too. */
export const tooFewGroups = (): StudioError =>
  new StudioError('bad-usage', 'Every class has one group only, so none can be judged by a group that it never saw', {
    field: 'dataset',
    values: { kind: 'too-few-groups' },
    hint: 'Add pictures of other groups: another patient, plot or video.',
  });

const stopped = (): StudioError => new StudioError('cancelled', 'Stopped before all pictures were judged');

const tooLittle = (): StudioError =>
  new StudioError('bad-usage', 'Too few pictures have a class for one to be judged by others', {
    field: 'dataset',
    values: { kind: 'too-few-to-judge' },
    hint: 'Label at least two pictures of two classes.',
  });
