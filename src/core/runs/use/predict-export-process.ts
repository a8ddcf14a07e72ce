/**
 * A process that answers with an ONNX export: chunks of file names in, their answers out, in order. Started by predict-export.ts;
 * it ends with its parent's channel.
 */
import { on } from 'node:events';
import { toWireError } from '../../errors.ts';
import { begunAtOnce } from '../../in-order.ts';
import { readManifest } from '../../exporting/export-folder.ts';
import { openOnnx } from '../../exporting/onnx-reader.ts';
import { openExport } from '../../exporting/read-export.ts';
import { answerChunk } from '../../images/answer-chunk.ts';
import type { Answered } from '../../images/answer-chunk.ts';
import { decodeAhead } from '../../images/decode-ahead.ts';
import { createImagePool } from '../../images/image-pool.ts';
import { needRoomForLooks, overLooks } from '../../images/looks.ts';
import { looksAtPicture, type TestTimeAugmentation } from '../../../shared/test-time-augmentation.ts';
import type { FromExportProcess } from './predict-export.ts';

/** Loading the engine for its decoder takes as long as it saves of so many small pictures. */
const decodedByVips = 200;
/** ONNX Runtime holds this thread while it computes; with two chunks the threads that decode have enough to do meanwhile. */
const decodedAhead = 2;

const [folder, threads, decodeThreads, looks, jpegDecoder] = process.argv.slice(2) as [string, string, string, TestTimeAugmentation, string?];
const send = (message: FromExportProcess): void => void process.send!(message);

process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole process group; the parent decides, and its end closes the channel.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
const messages = on(process, 'message');

async function* chunks(): AsyncGenerator<readonly string[]> {
  for await (const [files] of messages) yield files as readonly string[];
}

try {
  const { preprocessing } = await readManifest(folder);
  needRoomForLooks(preprocessing, looks);
  const pool = createImagePool({ threads: Number(decodeThreads), jpegDecoder: jpegDecoder ?? null, decoderAfter: decodedByVips });
  const read = (file: string) => pool.read({ file, view: null, looks, preprocessing });
  const pictures = begunAtOnce(decodeAhead(chunks(), read, decodedAhead));
  const opened = await openExport(folder, { onnx: (at) => openOnnx(at, Number(threads)) });
  const mean = overLooks(opened.probabilities, looksAtPicture[looks]);
  const answer = async (pixels: Uint8Array, batch: number): Promise<Answered> => {
    if (looks !== 'none' || !opened.outputs) return { values: await mean(pixels, batch), familiarity: null };
    const { probabilities, familiarity } = await opened.outputs(pixels, batch);
    return { values: probabilities, familiarity };
  };
  for await (const chunk of pictures) send({ answers: await answerChunk(chunk, answer) });
} catch (error) {
  send({ error: toWireError(error) });
}
