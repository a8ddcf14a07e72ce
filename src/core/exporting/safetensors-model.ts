import type { Model } from '../nets/model.ts';
import type { TensorRow } from '../nets/plan/tensor-table.ts';
import type { TensorMap } from '../tensor.ts';
import { modelMetadata } from './model-metadata.ts';
import { modelRows } from './model-rows.ts';

interface Entry {
  readonly name: string;
  readonly dtype: 'F32' | 'I64';
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** timm's state dict in its order: each BatchNorm ends with the scalar that timm's strict loading asks for. */
function entries(rows: readonly TensorRow[], tensors: TensorMap): Entry[] {
  return rows.flatMap(({ name, shape, role }): Entry[] => {
    const { data } = tensors.get(name)!;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const entry: Entry = { name, dtype: 'F32', shape, bytes };
    if (role !== 'running-var') return [entry];
    const counter = name.replace(/running_var$/, 'num_batches_tracked');
    return [entry, { name: counter, dtype: 'I64', shape: [], bytes: new Uint8Array(8) }];
  });
}

/**
 * A model as the pieces of a safetensors file with timm's names: float32, and int64 zero for `num_batches_tracked`.
 * `timm.create_model(architecture, num_classes=n).load_state_dict(...)` takes it strictly. The pieces of the weights are not
 * copied. Format: https://github.com/huggingface/safetensors#format
 * @throws StudioError `bad-weights` when a tensor is missing or misshapen.
 */
export const encodeSafetensorsModel = (model: Model): Uint8Array[] => encodeSafetensors(modelRows(model), model.tensors, modelMetadata(model));

/** The rows as the pieces of a file, with their metadata. */
export function encodeSafetensors(table: readonly TensorRow[], tensors: TensorMap, metadata: Readonly<Record<string, string>>): Uint8Array[] {
  const rows = entries(table, tensors);
  const header: Record<string, object> = { __metadata__: { format: 'pt', ...metadata } };
  let offset = 0;
  for (const { name, dtype, shape, bytes } of rows) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces up to the next multiple of 8, so that readers may map the weights into memory.
  const start = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(start.length - 8), true);
  start.set(text, 8);
  return [start, ...rows.map(({ bytes }) => bytes)];
}
