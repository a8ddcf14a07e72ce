import { isUnwritable } from '../files/write-error.ts';
import { openScratchFile } from '../files/scratch-file.ts';
import type { ScratchFile } from '../files/scratch-file.ts';

/** Features of more rows than should lie in memory, a block of them at a time. */
export interface FeatureBlocks {
  readonly rows: number;
  readonly dimensions: number;
  /** Of every block but the last, which has the rest. */
  readonly blockRows: number;
  /** Its rows, `[n, dimensions]`; good until the next block is asked for. */
  block(at: number): Float32Array;
}

/** Features that are told some rows at a time. */
export interface CollectedFeatures extends FeatureBlocks {
  /** `[n, dimensions]` */
  add(values: Float32Array): void;
  close(): void;
}

/** One block's, and all that a solver holds of the features at a time. */
const blockBytes = 4 * 2 ** 20;

export const blockCount = ({ rows, blockRows }: Pick<FeatureBlocks, 'rows' | 'blockRows'>): number => Math.ceil(rows / blockRows);

/** All blocks in turn, each with its first row. */
export function* eachBlock(features: FeatureBlocks): Generator<{ readonly from: number; readonly values: Float32Array }> {
  for (let at = 0; at < blockCount(features); at++) yield { from: at * features.blockRows, values: features.block(at) };
}

/** Features that lie in memory anyway, `[rows, dimensions]`, as one block. */
export function wholeFeatures(features: Float32Array, dimensions: number): FeatureBlocks {
  const rows = features.length / dimensions;
  return { rows, dimensions, blockRows: Math.max(1, rows), block: () => features };
}

/** Of a buffer that could grow V8 takes whole pages of memory; TensorFlow copies what is fed from anywhere else, whose address is no multiple of 64. */
const wholePages = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes, { maxByteLength: bytes });

const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/**
 * Collects features: those of one block in memory, more in a file in `folder`, so that what is held does not grow with the rows. Where the
 * disk has no room for them they stay in memory all the same.
 */
export function collectFeatures(folder: string, dimensions: number, mostBytes = blockBytes): CollectedFeatures {
  const blockRows = Math.max(1, Math.floor(mostBytes / (4 * dimensions)));
  const blockValues = blockRows * dimensions;
  let scratch: ScratchFile | undefined;
  let inFile = 0;
  /** Blocks behind those in the file that found no room there. */
  const kept: Float32Array[] = [];
  let last = new Float32Array(blockValues);
  let filled = 0;
  let read: Float32Array | undefined;

  const putAside = (): void => {
    try {
      if (kept.length === 0) {
        scratch ??= openScratchFile(folder);
        scratch.append(bytesOf(last));
        inFile++;
        return;
      }
    } catch (error) {
      if (!isUnwritable(error)) throw error;
    }
    kept.push(last);
    last = new Float32Array(blockValues);
  };

  return {
    dimensions,
    blockRows,
    get rows() {
      return (inFile + kept.length) * blockRows + filled / dimensions;
    },
    add(values) {
      for (let from = 0; from < values.length; ) {
        if (filled === blockValues) {
          putAside();
          filled = 0;
        }
        const part = values.subarray(from, from + blockValues - filled);
        last.set(part, filled);
        filled += part.length;
        from += part.length;
      }
    },
    block(at) {
      if (at >= inFile) return kept[at - inFile] ?? last.subarray(0, filled);
      read ??= new Float32Array(wholePages(4 * blockValues));
      scratch!.read(bytesOf(read), at * read.byteLength);
      return read;
    },
    close: () => scratch?.close(),
  };
}
