import type { InputGeometry } from '../../shared/preprocessing.ts';
import type { TestTimeAugmentation } from '../../shared/test-time-augmentation.ts';
import type { SaidValues } from '../../shared/said.ts';
import type { ImageFacts } from './identify.ts';
import type { View } from './view.ts';

/** A file to be read as the network's input; `view` null is the plain one. */
export interface ReadTask {
  readonly file: string;
  readonly view: View | null;
  /** Looks at the plain view; left out: the view alone. */
  readonly looks?: TestTimeAugmentation;
  /** What its content must be; a file with another is not read. Left out: whatever it holds. */
  readonly sha256?: string;
  readonly preprocessing: InputGeometry;
}

/** `pixels` is `[imageSize, imageSize, 3]`, RGB 0..255; of looks `[looks, imageSize, imageSize, 3]`. */
export type ReadResult = { readonly ok: true; readonly pixels: Uint8Array } | Unread;
export type IdentifyResult = { readonly ok: true; readonly facts: ImageFacts } | Unread;

export interface Unread {
  readonly ok: false;
  readonly reason: string;
  /** The same as data, where it is known. */
  readonly values: SaidValues | null;
}

/**
 * Every worker is sent every job and takes those whose claim it gets: `claims[slot]` holds the job's id while it is
 * free and `claimMark(worker)` once it is taken. So no worker idles while jobs wait, whatever the main thread does.
 */
export interface PictureJob {
  /** 1 to 2^31 - 1. */
  readonly id: number;
  readonly slot: number;
  readonly work: ({ readonly kind: 'read' } & ReadTask) | { readonly kind: 'identify'; readonly file: string };
}

export const claimMark = (worker: number): number => -1 - worker;

export interface WorkerSetup {
  /** From 0. */
  readonly index: number;
  readonly claims: Int32Array;
  /** One word, see `createSharedGate`; a worker is owner `index + 1`. */
  readonly largeGate: Int32Array;
  /** See `useEngineJpeg`; null: libvips decodes all. */
  readonly jpegDecoder: string | null;
  readonly decoderAfter: number;
}

export type ToWorker = PictureJob | 'close';
export type FromWorker = 'ready' | { readonly id: number; readonly result: ReadResult | IdentifyResult };
