import type { TemperatureFit } from './temperature-fit.ts';

/** Pictures whose confidence lies in (low, high]: how sure the model was of them on average, and how often it was right. */
export interface ReliabilityBin {
  low: number;
  high: number;
  n: number;
  confidence: number;
  accuracy: number;
}

/** How far what a model says and how often it is right lie apart, before and after its temperature. */
export interface CalibrationFigures {
  /** What the logits are divided by; 1 where none was found worth keeping, and of runs of older versions. */
  temperature: number;
  /** Expected calibration error, 15 bins, 0..1. */
  eceBefore: number;
  eceAfter: number;
  /** From the least error that endlessly many pictures may have, 0 where a calibrated model would show as much, to what as many other pictures may show; counts whole groups where those are counted; null with fewer than five. */
  eceInterval: [number, number] | null;
  /** Of `eceBefore`, by the same resamples. */
  eceIntervalBefore: [number, number] | null;
  /**
   * What a perfectly calibrated model of the same confidences would not exceed in 95 of 100 cases: on few pictures the error is never 0. Where groups are counted, of one that is right or wrong on a
   * group as a whole as far as its confidences allow, which is the most.
   */
  eceIfCalibrated: number;
  images: number;
  /** So many independent groups are counted; null where pictures are. */
  independentGroups: number | null;
  bins: ReliabilityBin[];
  binsBefore: ReliabilityBin[];
}

/** Of the pictures that judge a run; the temperature itself is always of the validation pictures. */
export interface RunCalibration extends CalibrationFigures {
  split: string;
  /** How the temperature was found; null of runs of older versions. */
  fit: TemperatureFit | null;
}
