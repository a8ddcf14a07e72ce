import type { WireError } from '../../shared/errors.ts';
import type { InputGeometry } from '../../shared/preprocessing.ts';
import type { InspectedFile, Inspection } from './inspect.ts';
import type { Look } from './look-at.ts';
import type { Color } from './mean-color.ts';
import type { ThumbnailSize } from './thumbnail-sizes.ts';
import type { Thumbnail } from './thumbnail.ts';
import type { View } from './view.ts';

/** What a decode process does, and what it answers. */
export interface DecodeTasks {
  /** Reads a file or its bytes once: hash, size, whether every pixel decodes. */
  inspect: { ask: { readonly source: string | Uint8Array; readonly mostPixels?: number }; answer: Inspection };
  /** The same of files: the first, and as many behind it as are done in a moment. */
  'inspect-files': { ask: { readonly files: readonly string[] }; answer: readonly InspectedFile[] };
  /** A picture for looking at, of a file that still holds what `sha256` says. */
  thumbnail: { ask: { readonly file: string; readonly sha256: string; readonly size: ThumbnailSize }; answer: Thumbnail };
  /** A picture exactly as a network is given it, of a file that still holds what `sha256` says: WebP. */
  seen: { ask: { readonly file: string; readonly sha256: string; readonly geometry: InputGeometry }; answer: Uint8Array };
  /** What the network sees of a picture, one WebP a view. */
  samples: {
    ask: {
      readonly file: string;
      readonly views: readonly (View | null)[];
      readonly preprocessing: InputGeometry;
    };
    answer: readonly Uint8Array[];
  };
  /** Hashes of a picture, and when it was taken, of a file that still holds what `sha256` says. */
  'look-at': { ask: { readonly file: string; readonly sha256: string }; answer: Look };
  'mean-color': { ask: { readonly file: string }; answer: Color };
  /** `decoderVersion`, for who loads no decoder. */
  version: { ask: object; answer: string };
}

export type DecodeKind = keyof DecodeTasks;
export type DecodeTask = { [Kind in DecodeKind]: { readonly kind: Kind } & DecodeTasks[Kind]['ask'] }[DecodeKind];
export type DecodeAnswer = DecodeTasks[DecodeKind]['answer'];

/** To the process, one at a time. Unless `mayBeLarge` a picture that needs much memory is handed back undone. */
export interface ToDecoder {
  readonly id: number;
  readonly task: DecodeTask;
  readonly mayBeLarge: boolean;
}

/** From it, one for each task. `rssBytes`: what the process holds now. `tooMuch`: it held more than allowed and ends itself. */
export type FromDecoder = { readonly id: number } & (
  | { readonly answer: DecodeAnswer; readonly rssBytes: number }
  | { readonly error: WireError; readonly rssBytes: number }
  | { readonly isLarge: true }
  | { readonly tooMuch: number }
);
