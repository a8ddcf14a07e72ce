import type { ReadChunk } from './decode-ahead.ts';
import type { ReadResult } from './image-pool.ts';
import { joinPixels } from './join-pixels.ts';
import { releasePixels } from './pixels.ts';
import type { Answer } from '../../shared/trainer-protocol.ts';

/** What a network answers to some pictures. */
export interface Answered {
  /** `[batch, width]` */
  readonly values: Float32Array;
  /** How familiar each picture is; null where nothing tells. */
  readonly familiarity: ArrayLike<number> | null;
}

const nothing: Answered = { values: new Float32Array(0), familiarity: null };

/** The pictures one after the other, and their own memory given back: a collector would look for it some thirty chunks later. */
function taken(pictures: readonly Uint8Array[]): Uint8Array {
  const joined = joinPixels(pictures);
  for (const picture of pictures) releasePixels(picture);
  return joined;
}

/**
 * Answers for the pictures of a chunk, in one pass of the network over those that could be read; their pixels are used up.
 * @param compute pixels `[batch, size, size, 3]` → what the network answers
 */
export async function answerChunk(
  { files, read }: ReadChunk<ReadResult>,
  compute: (pixels: Uint8Array, batch: number) => Promise<Answered>,
): Promise<Answer[]> {
  const pictures = read.flatMap((picture) => (picture.ok ? [picture.pixels] : []));
  const { values, familiarity } = pictures.length === 0 ? nothing : await compute(taken(pictures), pictures.length);
  const width = values.length / Math.max(1, pictures.length);
  let row = 0;
  return files.map((file, i): Answer => {
    const picture = read[i]!;
    if (!picture.ok) return { file, error: { code: 'bad-image', message: picture.reason, ...(picture.values ? { values: picture.values } : {}) } };
    const at = row++;
    return { file, values: values.slice(at * width, row * width), ...(familiarity && { familiarity: familiarity[at]! }) };
  });
}
