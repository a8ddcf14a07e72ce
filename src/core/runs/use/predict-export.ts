import { openExport } from '../../exporting/read-export.ts';
import { decodeAhead } from '../../images/decode-ahead.ts';
import { createImagePool } from '../../images/image-pool.ts';
import type { Answer } from '../../../shared/trainer-protocol.ts';
import { answerChunk } from '../../images/answer-chunk.ts';
import { decodeThreads } from '../executors/engine-process.ts';

/** ONNX Runtime holds this thread while it computes; with two chunks the threads that decode have enough to do meanwhile. */
const decodedAhead = 2;

/**
 * Answers with an ONNX export, in batches as its network takes them, while the next are decoded. Needs no engine.
 * @param chunks file names, a batch each
 */
export async function predictWithOnnx(
  folder: string,
  chunks: AsyncIterable<readonly string[]>,
  onAnswer: (answer: Answer, classes: readonly string[]) => void | Promise<void>,
): Promise<void> {
  const opened = await openExport(folder);
  const { classes, preprocessing } = opened.manifest;
  const pool = createImagePool({ threads: decodeThreads() });
  try {
    const read = (file: string) => pool.read({ file, view: null, preprocessing });
    for await (const chunk of decodeAhead(chunks, read, decodedAhead)) {
      for (const answer of await answerChunk(chunk, opened.probabilities)) await onAnswer(answer, classes);
    }
  } finally {
    await pool.close();
    await opened.close();
  }
}
