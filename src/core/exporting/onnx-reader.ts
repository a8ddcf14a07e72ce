import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { StudioError } from '../errors.ts';
import type { OpenModel } from './export-reader.ts';
import { loadOnnxRuntime } from './onnx-runtime.ts';

export const onnxFile = 'model.onnx';

/** Threads that wait for work by spinning take the processors from the threads that decode the next pictures. */
const waitsAsleep = { session: { intra_op: { allow_spinning: '0' } } };

/** `[batch, area, 3]` bytes → `[batch, 3, area]` floats. */
export function channelsFirst(pixels: Uint8Array, batch: number): Float32Array {
  const area = pixels.length / (3 * batch);
  const out = new Float32Array(pixels.length);
  for (let image = 0; image < batch; image++) {
    const start = image * 3 * area;
    const [green, blue] = [start + area, start + 2 * area];
    for (let i = 0, at = start; i < area; i++, at += 3) {
      out[start + i] = pixels[at]!;
      out[green + i] = pixels[at + 1]!;
      out[blue + i] = pixels[at + 2]!;
    }
  }
  return out;
}

type Value = InferenceSession.ValueMetadata | undefined;

/** Of a named input or output; undefined where it is known only when the model runs. */
function lastDimension(value: Value): number | undefined {
  const last = value?.isTensor ? value.shape.at(-1) : undefined;
  return typeof last === 'number' ? last : undefined;
}

/**
 * Opens `model.onnx` of an export folder with ONNX Runtime on the CPU.
 * @param threads how many it computes with; left out, one for each processor
 * @throws StudioError `bad-weights` when ONNX Runtime refuses the file.
 */
export async function openOnnx(folder: string, threads?: number): Promise<OpenModel> {
  const { InferenceSession: Session, Tensor } = await loadOnnxRuntime();
  const file = join(folder, onnxFile);
  const options = { extra: waitsAsleep, ...(threads === undefined ? {} : { intraOpNumThreads: threads }) };
  const session = await Session.create(file, options).catch((error: Error) => {
    throw new StudioError('bad-weights', `ONNX Runtime cannot read ${file}: ${error.message}`, {
      values: { kind: 'onnx-unread', file, detail: error.message },
      hint: 'The file is damaged or no export of ours; export the run again.',
      cause: error,
    });
  });
  async function outputs(pixels: Uint8Array, batch: number) {
    const size = Math.sqrt(pixels.length / (3 * batch));
    const image = new Tensor('float32', channelsFirst(pixels, batch), [batch, 3, size, size]);
    const { probabilities, answer_set: set, familiarity } = await session.run({ image });
    return { probabilities: probabilities!.data as Float32Array, answerSet: set ? (set.data as Uint8Array) : null, familiarity: familiarity ? (familiarity.data as Float32Array) : null };
  }
  return {
    says: { classCount: lastDimension(session.outputMetadata[0]), imageSize: lastDimension(session.inputMetadata[0]) },
    outputs,
    probabilities: async (pixels, batch) => (await outputs(pixels, batch)).probabilities,
    close: () => session.release(),
  };
}
