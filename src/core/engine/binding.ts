import { createRequire } from 'node:module';
import { StudioError } from '../errors.ts';
import { locateEngine } from '../engine-host/locate.ts';

/** What we use of @tensorflow/tfjs-node-gpu's native binding (binding/tfjs_binding.cc). Tensors are known by number. */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(model: number, inputs: readonly number[], inputNames: string, outputNames: string): TensorInfo[];
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
  readonly TF_Version: string;
}

interface TensorInfo {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

let loaded: Binding | undefined;

/**
 * The native binding, loaded once. Every call into it blocks this thread, and only one thread of a process may use it
 * (its table of attribute names is not synchronised): run it in a process of its own.
 * @throws StudioError `engine-missing` | `engine-failed`
 */
export function loadBinding(): Binding {
  if (loaded) return loaded;
  if (process.env.TF_ENABLE_ONEDNN_OPTS !== '1') {
    throw new StudioError('engine-failed', 'The engine was started without its environment', {
      values: { kind: 'engine-environment' },
      hint: 'Start this process with engineEnvironment(): without it some processors compute grouped convolutions wrongly.',
    });
  }
  const { binding } = locateEngine();
  try {
    loaded = createRequire(import.meta.url)(binding) as Binding;
  } catch (cause) {
    throw new StudioError('engine-missing', `The TensorFlow engine does not load: ${(cause as Error).message}`, {
      values: { kind: 'engine-does-not-load', detail: (cause as Error).message },
      hint: 'Delete the folder of the engine and run "npm run setup" again.',
      cause,
    });
  }
  return loaded;
}
