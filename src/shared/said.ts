import { z } from 'zod';

/** {@link SaidValues} */
export const saidSchema = z.object({ kind: z.string() }).catchall(z.union([z.string(), z.number()]));
export interface SaidValues {
  readonly kind: string;
  /** Names end in what is counted: `…Bytes`, `…Seconds`; `n` is the count that chooses a plural. */
  readonly [value: string]: string | number;
}
