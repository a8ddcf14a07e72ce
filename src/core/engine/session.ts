import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../errors.ts';
import { ownedName } from '../files/owned-name.ts';
import { sweepGraphs } from '../files/sweep.ts';
import { writeFileAtomicallySync } from '../files/write-file.ts';
import { elementCount } from '../tensor.ts';
import { loadBinding } from './binding.ts';

export type Values = Float32Array | Int32Array | Uint8Array;

export interface Feed {
  readonly shape: readonly number[];
  /** Float32Array → float32, Int32Array → int32, Uint8Array → uint8. */
  readonly values: Values;
}

export interface Session {
  /**
   * Runs the graph once and blocks until it is done. `fetches` are value names; float32 and int32 values can be fetched.
   * The arrays fed may be reused after the call: nothing of the graph keeps them (variables copy).
   * @throws StudioError `engine-failed` | `out-of-memory`
   */
  run(feeds: Readonly<Record<string, Feed>>, fetches: readonly string[]): Values[];
  close(): void;
}

const feedType = (values: Values) => (values instanceof Float32Array ? 1 : values instanceof Int32Array ? 3 : 4);
const output = (name: string) => (name.includes(':') ? name : `${name}:0`);

/** Whether pictures are fed as int32 words: on a GPU, for which `graph/pixels.ts` says why; a processor takes the bytes as they lie. */
export const feedsWords = (): boolean => loadBinding().isUsingGpuDevice();

/** Pictures whose bytes are whole int32 words as `graph/pixels.ts` then expects them; anything else as it is. */
export function asWords(feed: Feed): Feed {
  const { shape, values } = feed;
  const row = elementCount(shape.slice(1));
  if (!(values instanceof Uint8Array) || row % 4 !== 0) return feed;
  const { buffer, byteOffset, length } = values.byteOffset % 4 === 0 ? values : new Uint8Array(values);
  return { shape: [shape[0]!, row / 4], values: new Int32Array(buffer, byteOffset, length / 4) };
}

function engineError(error: unknown): StudioError {
  const message = error instanceof Error ? error.message : String(error);
  if (/OOM|out of memory|RESOURCE_EXHAUSTED|std::bad_alloc/i.test(message)) {
    return new StudioError('out-of-memory', `TensorFlow ran out of memory: ${message}`, {
      values: { kind: 'engine-memory', detail: message },
      hint: 'Use a smaller --batch-size or --image-size.',
      cause: error,
    });
  }
  return new StudioError('engine-failed', `TensorFlow refused the graph: ${message}`, { values: { kind: 'engine-refused', detail: message }, cause: error });
}

/** Opens a TensorFlow session on the bytes of a `saved_model.pb`; its variables live until `close`. */
export function openSession(savedModel: Uint8Array): Session {
  const binding = loadBinding();
  // The binding reads graphs from a folder only.
  sweepGraphs(tmpdir());
  const folder = join(tmpdir(), ownedName('', 'graft-graph'));
  let model: number;
  try {
    mkdirSync(folder, { mode: 0o700 });
    writeFileAtomicallySync(join(folder, 'saved_model.pb'), savedModel, { durable: false });
    model = binding.loadSavedModel(folder, 'serve');
  } catch (error) {
    throw error instanceof StudioError ? error : engineError(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    run(feeds, fetches) {
      const names = Object.keys(feeds);
      const inputs: number[] = [];
      const results: number[] = [];
      try {
        for (const name of names) {
          const { shape, values } = feeds[name]!;
          if (values.length !== elementCount(shape)) {
            throw new StudioError('engine-failed', `${values.length} values fed to ${name} of shape [${shape.join(', ')}]`, {
              values: { kind: 'engine-fed', n: values.length, name, shape: shape.join(' × ') },
            });
          }
          const fed = feedsWords() ? asWords({ shape, values }) : { shape, values };
          inputs.push(binding.createTensor(fed.shape, feedType(fed.values), fed.values));
        }
        const infos = binding.runSavedModel(model, inputs, names.map(output).join(','), fetches.map(output).join(','));
        for (const info of infos) results.push(info.id);
        return results.map((id) => binding.tensorDataSync(id));
      } catch (error) {
        throw error instanceof StudioError ? error : engineError(error);
      } finally {
        for (const id of [...inputs, ...results]) binding.deleteTensor(id);
      }
    },
    close: () => binding.deleteSavedModel(model),
  };
}

/** Tensors alive in this process: constant from step to step unless something leaks. Asked by tests, and here because only this room may ask the binding. */
export const liveTensors = (): number => loadBinding().getNumOfTensors();
