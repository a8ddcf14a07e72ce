/** An export opened by a program that is not the one that wrote it. */
export interface OpenModel {
  /** `pixels` RGB 0..255 `[batch, size, size, 3]` → `[batch, classes]`. */
  probabilities(pixels: Uint8Array, batch: number): Promise<Float32Array>;
  close(): void | Promise<void>;
}

/** Opens the model in an export folder. */
export type ExportReader = (folder: string) => Promise<OpenModel>;
