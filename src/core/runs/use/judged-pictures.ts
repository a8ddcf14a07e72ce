import type { EvaluatedPicture } from '../../../shared/ensemble.ts';
import type { Metrics } from '../../../shared/metrics.ts';

/** What models answered of pictures whose class is known, and how good that is. */
export interface JudgedPictures {
  /** Picture by picture, read when it is asked for. */
  readonly answers: () => Iterable<EvaluatedPicture>;
  readonly metrics: Metrics;
  readonly split: string;
  readonly images: number;
  /** The best epoch was chosen by these pictures, so the figures flatter a little. */
  readonly chosenOnTheseImages: boolean;
  /** Of these the pictures that a model was trained on (by content): they say little about others. */
  readonly trainedOn: number;
  readonly skipped: readonly { file: string; reason: string }[];
  /** Of another folder: pictures of which nobody said what they belong with, where those of a model lie in groups; they are counted one by one. */
  readonly groupsUnsaid: number;
}
