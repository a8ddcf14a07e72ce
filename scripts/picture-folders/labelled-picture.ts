/** A picture as a record file holds it. */
export interface LabelledPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** `[height, width, channels]`, 0..255. */
  readonly pixels: Uint8Array;
  /** An index into the data set's classes. */
  readonly label: number;
}
