import { z } from 'zod';
import { runSpecSchema } from './run-spec.ts';

/** What a field is in one cell: text or number as a setting takes it; for `net` also a network's spec, for `net.…` whatever stands there. */
const cellValueSchema = z.json();
export type CellValue = z.infer<typeof cellValueSchema>;

/** The varied fields of one cell and their values there; nothing else. */
const studyCellSchema = z.record(z.string(), cellValueSchema);
export type StudyCell = z.infer<typeof studyCellSchema>;

/**
 * A field that varies: a setting of a run (`run-settings.ts`), `net.` and a path into its spec (`net.shortcut.change`, `net.stages.0.blocks`),
 * or `trainShare`, the part of the training pictures that is learned from.
 */
const variationSchema = z.strictObject({ field: z.string().min(1), values: z.array(cellValueSchema).min(1).max(1000) });
export type StudyVariation = z.infer<typeof variationSchema>;

/** What every cell is done for: so many seeds, or so many folds of training and validation pictures. */
const repeatsSchema = z.union([
  z.strictObject({ seeds: z.int().min(1).max(100) }),
  z.strictObject({ folds: z.int().min(2).max(50) }),
]);
export type StudyRepeats = z.infer<typeof repeatsSchema>;

/** What a claim is about: the validation side with the best weights (`accuracy`, `valLoss`), or the training pictures in the last epoch. */
const studyMeasures = ['accuracy', 'valLoss', 'trainAccuracy', 'trainLoss'] as const;
export type StudyMeasure = (typeof studyMeasures)[number];

const claimed = { id: z.string().min(1), text: z.string().min(1), of: z.enum(studyMeasures) };

/** Something said of the cells that the runs of a study can prove or refute. `first` and `second` name the varied fields that tell the two apart. */
export const studyClaimSchema = z.discriminatedUnion('kind', [
  /** `of` is higher in `first` than in `second`. */
  z.strictObject({ ...claimed, kind: z.literal('higher'), first: studyCellSchema, second: studyCellSchema }),
  /** `of` is not lower in `first` than in `second`, or by no more than `margin`. */
  z.strictObject({ ...claimed, kind: z.literal('not-lower'), first: studyCellSchema, second: studyCellSchema, margin: z.number().min(0).default(0) }),
  /** Some other cell is higher in `of` than `than`. */
  z.strictObject({ ...claimed, kind: z.literal('some-higher'), than: studyCellSchema }),
  /** The runs of all cells with these fields, their probabilities averaged, are right more often than the best of them. */
  z.strictObject({ ...claimed, of: z.literal('accuracy'), kind: z.literal('together-higher'), among: studyCellSchema.default({}) }),
]);
export type StudyClaim = z.infer<typeof studyClaimSchema>;

/** A table over the fields of a run, repeated: the same object in a file, in the terminal and in the window. */
export const studySpecSchema = z.strictObject({
  title: z.string().min(1).max(200),
  question: z.string().max(1000).default(''),
  /** Id, name or folder. */
  dataset: z.string().min(1),
  /** What all cells share. */
  base: runSpecSchema.default({}),
  /** Every value of each with every value of the others: a cell each. None at all is one cell. */
  vary: z.array(variationSchema).max(10).default([]),
  repeats: repeatsSchema.default({ seeds: 3 }),
  /** Time for all trials together; every cell then gets the same number of steps. */
  budget: z.strictObject({ seconds: z.number().gt(0) }).nullable().default(null),
  executor: z.enum(['local', 'ray']).default('local'),
  /** The preset it was made from. */
  preset: z.string().nullable().default(null),
  claims: z.array(studyClaimSchema).max(100).default([]),
});
export type StudySpec = z.infer<typeof studySpecSchema>;
