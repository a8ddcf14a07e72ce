import { z } from 'zod';

/** The temperature of a run, as it was fitted on its validation pictures. */
export const temperatureFitSchema = z.strictObject({
  /** What the logits are divided by: the fitted one where it is kept, else 1. */
  temperature: z.number().positive(),
  fitted: z.number().positive(),
  /** `low`, `high`: at a bound; `none`: the log loss hangs on no temperature. */
  where: z.enum(['inside', 'low', 'high', 'none']),
  /** Log loss saved on held-out folds, nats a picture, with its standard error; null with fewer than two pictures, or groups where those are counted. */
  gain: z.number().nullable(),
  standardError: z.number().nullable(),
  images: z.int().min(1),
  /** So many independent groups are counted, and held out whole; null where pictures are. Left out by older versions, which counted pictures alone. */
  independentGroups: z.int().min(1).nullable().optional(),
});
export type TemperatureFit = z.infer<typeof temperatureFitSchema>;
