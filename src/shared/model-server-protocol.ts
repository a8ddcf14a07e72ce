/**
 * What the program and a resident engine process say to each other: a model that stays loaded and answers requests, in the order
 * in which they came, until it is told to `end`. Every request gets exactly one `classified` or `refused`.
 */
import { z } from 'zod';
import type { WireError } from './errors.ts';
import type { PictureFamiliarity } from './familiarity.ts';

/** A finished run's model stays in memory. */
export const serveModelJobSchema = z.strictObject({
  kind: z.literal('serve-model'),
  modelFolder: z.string(),
  /** What each validation picture goes together with, by equal keys, in the order of the scores that the index keeps; null where none belong together. */
  knownGroups: z.array(z.string()).nullable(),
});
export type ServeModelJob = z.infer<typeof serveModelJobSchema>;

/** A file, or its bytes. */
export type Picture = string | Uint8Array;

export interface ClassifyRequest {
  readonly type: 'classify';
  readonly id: number;
  readonly pictures: readonly Picture[];
  /** The class whose evidence is mapped (an index), `predicted` for each picture's own; null for no maps. */
  readonly heatMap: number | 'predicted' | null;
}

/** Evidence for class `classIndex` in logit units, rows from the top; `crop` as in the window's contract. */
export interface ActivationMap {
  readonly classIndex: number;
  readonly method: 'exact' | 'gradient';
  readonly rows: number;
  readonly columns: number;
  readonly values: number[];
  readonly crop: [number, number, number, number];
}

/** How familiar a picture is, with the sha256 of the training pictures most like it, the nearest first. */
export interface NearestFamiliarity extends PictureFamiliarity {
  readonly nearest: readonly string[];
}

/** `probabilities` `[classes]`; `familiarity` is null of a run without an index; a picture that cannot be read has its reason. */
export type ClassifiedPicture =
  | { readonly probabilities: Float32Array; readonly heatMap: ActivationMap | null; readonly familiarity: NearestFamiliarity | null }
  | { readonly error: WireError };

export type FromModelServer =
  | { type: 'classified'; id: number; pictures: ClassifiedPicture[] }
  | { type: 'refused'; id: number; error: WireError };
