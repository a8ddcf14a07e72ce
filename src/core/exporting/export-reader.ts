import type { Preprocessing } from '../../shared/preprocessing.ts';

/** What a network says of itself, to be compared with its manifest; what it does not say is left out. */
export interface NetworkSays {
  readonly classes?: readonly string[];
  readonly classCount?: number | undefined;
  readonly imageSize?: number | undefined;
  readonly preprocessing?: Preprocessing;
  readonly temperature?: number;
}

/** An export opened by a program that is not the one that wrote it. */
export interface OpenModel {
  readonly says: NetworkSays;
  /** `pixels` RGB 0..255 `[batch, size, size, 3]` → `[batch, classes]`. */
  probabilities(pixels: Uint8Array, batch: number): Promise<Float32Array>;
  /** The same with what else the export answers, in one pass; `answerSet` 0 or 1, `[batch, classes]`; `familiarity` `[batch]`. */
  outputs?(pixels: Uint8Array, batch: number): Promise<{ probabilities: Float32Array; answerSet: Uint8Array | null; familiarity: Float32Array | null }>;
  /** Probabilities with pooled features, `[batch, dimensions]`, of a format that has its index beside it. */
  featured?(pixels: Uint8Array, batch: number): Promise<{ probabilities: Float32Array; features: Float32Array }>;
  close(): void | Promise<void>;
}

/** Opens the model in an export folder. */
export type ExportReader = (folder: string) => Promise<OpenModel>;
