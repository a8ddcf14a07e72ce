import { elementCount } from '../../tensor.ts';
import type { Tensor } from '../../tensor.ts';
import { dtypeSizes } from '../safetensors-header.ts';
import type { Dtype } from '../safetensors-header.ts';
import { widen } from '../widen.ts';
import type { Refuse } from './pickle-machine.ts';
import { elementSizes } from './pickle-values.ts';
import type { PlacedTensor } from './state-dict.ts';

/** The bytes of one storage. */
export interface StorageBytes {
  readonly sizeBytes: number;
  /** Fills `target` from a position in the storage. */
  readonly read: (target: Uint8Array, position: number) => Promise<void>;
}

const chunkBytes = 4 << 20;
/** Electron aborts on a single allocation of 2 GiB. */
const allocationLimitBytes = 2 ** 31;
/** What a scattered tensor may span: 0.5 GB as float32. */
const spanLimit = 2 ** 27;

/** Strides of a tensor whose values lie one after the other; those of sizes of 1 do not matter. */
function isContiguous({ shape, stride }: PlacedTensor): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && stride[i] !== expected) return false;
    expected *= shape[i]!;
  }
  return true;
}

async function readRun(bytes: StorageBytes, dtype: Dtype, first: number, count: number): Promise<Float32Array> {
  const data = new Float32Array(count);
  if (dtype === 'F32') {
    await bytes.read(new Uint8Array(data.buffer), first * 4);
    return data;
  }
  const width = dtypeSizes[dtype];
  const buffer = new ArrayBuffer(Math.min(chunkBytes, count * width));
  for (let done = 0; done < count; done += buffer.byteLength / width) {
    const values = Math.min(buffer.byteLength / width, count - done);
    await bytes.read(new Uint8Array(buffer, 0, values * width), (first + done) * width);
    widen(dtype, buffer, values, data, done);
  }
  return data;
}

/** Values in row-major order, picked from what they span: transposed, expanded or sliced tensors. */
function gather(spanned: Float32Array, { shape, stride }: PlacedTensor): Float32Array {
  const data = new Float32Array(elementCount(shape));
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < data.length; i++) {
    data[i] = spanned[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += stride[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= shape[axis]! * stride[axis]!;
      index[axis] = 0;
    }
  }
  return data;
}

/**
 * One tensor as float32 in row-major order, wherever it lies in its storage. Memory: its values, and what it spans.
 * @throws by `refuse`, naming it: another type, a storage that does not reach so far, absurd sizes
 */
export async function readStrided(name: string, tensor: PlacedTensor, bytes: StorageBytes, refuse: Refuse): Promise<Tensor> {
  const { shape, stride, element } = tensor;
  if (!Object.hasOwn(dtypeSizes, element)) {
    return refuse(`holds tensor "${name}" of the type ${element}; F32, F16, BF16, F64 and I64 can be read`, undefined, 'weights-unread-form');
  }
  const values = elementCount(shape);
  if (values === 0) return { shape, data: new Float32Array(0) };
  const first = tensor.storage.viewStart + tensor.offset;
  const span = shape.reduce((sum, size, axis) => sum + (size - 1) * stride[axis]!, 1);
  const width = elementSizes[element];
  if (!((first + span) * width <= bytes.sizeBytes)) return refuse(`holds tensor "${name}" ${`[${shape.join(', ')}]`} that reaches beyond its storage: damaged`);
  const flat = isContiguous(tensor);
  if (values * 4 >= allocationLimitBytes || values * width >= allocationLimitBytes || (!flat && span > spanLimit)) {
    return refuse(`holds tensor "${name}" of ${values} values over ${span}: too large to be read`, undefined, 'weights-too-much');
  }
  const spanned = await readRun(bytes, element as Dtype, first, flat ? values : span);
  return { shape, data: flat ? spanned : gather(spanned, tensor) };
}
