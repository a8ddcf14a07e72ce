import type { WireError } from './errors.ts';
import type { Phase } from './run-spec.ts';
import type { SaidValues } from './said.ts';

/** What a person should know of a training that goes on all the same; who shows it finds the words. */
export type TrainingNotice =
  | { about: 'features-too-large'; neededBytes: number; cacheSizeBytes: number }
  /** A head was solved to its optimum: the largest component of the gradient is the proof. */
  | { about: 'head-solved'; l2: number; gradientNorm: number }
  /** The best l2 of a head lay at an end of the grid. */
  | { about: 'l2-at-end'; l2: number }
  /** None could be tried: no class has two training pictures, or of groups fewer than two can be held out without all pictures of a class. */
  | { about: 'l2-untried'; l2: number; isGrouped?: boolean }
  /** The mean of some epochs, its validation loss, and the lowest of an epoch until then; it answers where its loss is lower. */
  | { about: 'average-answers' | 'average-not-better'; epochs: number[]; loss: number; best: number }
  /** A phase ended after so many `epochs` `of` those it had, since `waited` of them brought no lower validation loss. */
  | { about: 'ended-early'; phase: Phase['name']; epochs: number; of: number; waited: number }
  /** Cached features that were computed again. */
  | { about: 'features-damaged'; count: number }
  | { about: 'picture-left-out'; file: string; reason: string; values?: SaidValues | null }
  /** The last checkpoint is damaged, and why; the one before it, after `epochs`, takes its place. */
  | { about: 'checkpoint-damaged'; error: WireError; epochs: number }
  /** Of an older version, which kept no sha256. */
  | { about: 'checkpoint-unproved' | 'model-unproved' }
  /** What has to be stored waits for a disk or a database. */
  | { about: 'store-waits'; run: number; error: WireError }
  | { about: 'stored-again'; run: number }
  | { about: 'not-stored' | 'no-backup'; error: WireError };
