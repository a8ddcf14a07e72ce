import { z } from 'zod';

/** Which of a data set's pictures a run learns from and is judged by, where that is not simply its split. */
const dataPartSchema = z.strictObject({
  /** Part of the training pictures of every class; what a smaller part holds, a larger one of the same seed holds too. */
  trainShare: z.number().gt(0).max(1),
  /** Training and validation pictures dealt anew: fold `index` (from 0) of `of` validates, the others train. Null: as the data set is split. */
  fold: z.strictObject({ index: z.int().min(0), of: z.int().min(2) }).nullable(),
  /** Decides which pictures a part holds, and how folds are dealt. */
  seed: z.int().min(0),
  /** A part of the training pictures is one of whole groups. Left out where there are none, of all training pictures, and of what older versions dealt picture by picture. */
  wholeGroups: z.literal(true).optional(),
});
export type DataPart = z.infer<typeof dataPartSchema>;
