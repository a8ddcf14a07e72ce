/**
 * RXG1: generated weights and inputs that are equal bit for bit in every language, because each value is an
 * integer times a power of two with at most 24 significant bits. The goldens in `test/golden` are made from them.
 */
import type { TensorRow } from '../src/core/nets/plan/tensor-table.ts';
import { elementCount } from '../src/core/tensor.ts';
import type { TensorMap } from '../src/core/tensor.ts';

/** FNV-1a over the UTF-8 bytes of a name. */
export function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function mix(value: number): number {
  let hash = value;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Value `index` of the sequence of a seed: an odd integer in [-65535, 65535]. */
export const valueAt = (seed: number, index: number): number =>
  2 * (mix((seed + Math.imul(index + 1, 0x9e3779b9)) | 0) >>> 16) - 65535;

function weightScale(fanIn: number, gainNumerator: number, gainDenominator: number): number {
  const quotient = (e: number) => Math.floor((3 * gainNumerator * 4 ** e) / (gainDenominator * fanIn));
  let exponent = 0;
  while (quotient(exponent) < 16384) exponent++;
  return Math.floor(Math.sqrt(quotient(exponent))) * 2 ** -(16 + exponent);
}

const classifiers = new Set(['fc.weight', 'head.fc.weight', 'last_linear.weight']);

/** The last convolution of every residual block, which gets the small gain 1/16. */
export function closingConvs(names: Iterable<string>): Set<string> {
  const last = new Map<string, number>();
  for (const name of names) {
    const match = /^(.*\.\d+\.)conv(\d+)\.weight$/.exec(name);
    if (match) last.set(match[1]!, Math.max(last.get(match[1]!) ?? 0, Number(match[2])));
  }
  return new Set([...last].map(([prefix, index]) => `${prefix}conv${index}.weight`));
}

/** One generated tensor; `shape` in PyTorch's layout. */
export function generateTensor(name: string, shape: readonly number[], closing: ReadonlySet<string>): Float32Array {
  const leaf = name.slice(name.lastIndexOf('.') + 1);
  let base = 0;
  let scale: number;
  if (leaf === 'running_mean' || leaf === 'bias') scale = 2 ** -19;
  else if (leaf === 'running_var' || (leaf === 'weight' && shape.length === 1)) {
    base = 1;
    scale = 2 ** -18;
  } else {
    const fanIn = elementCount(shape.slice(1));
    scale = closing.has(name) ? weightScale(fanIn, 1, 16) : weightScale(fanIn, classifiers.has(name) ? 1 : 2, 1);
  }
  const seed = seedOf(name);
  return Float32Array.from({ length: elementCount(shape) }, (_, i) => base + valueAt(seed, i) * scale);
}

/** A whole state dict for the rows of a tensor table. */
export function generateWeights(rows: readonly Pick<TensorRow, 'name' | 'shape'>[]): TensorMap {
  const closing = closingConvs(rows.map((row) => row.name));
  return new Map(rows.map((row) => [row.name, { shape: row.shape, data: generateTensor(row.name, row.shape, closing) }]));
}

/** An already normalised picture, `[3, size, size]` (channels first), `name` "input" in the forward goldens. */
export function generateInput(size: number, name = 'input'): Float32Array {
  const blocksAcross = (size + 15) >> 4;
  const blockSeed = seedOf(`${name}.block`);
  const pixelSeed = seedOf(`${name}.pixel`);
  const out = new Float32Array(3 * size * size);
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const block = valueAt(blockSeed, (c * blocksAcross + (y >> 4)) * blocksAcross + (x >> 4));
        const i = (c * size + y) * size + x;
        out[i] = (3 * block + valueAt(pixelSeed, i)) * 2 ** -17;
      }
  return out;
}

/** `[channels, height, width]` → `[height, width, channels]`. */
export function channelsLast(data: Float32Array, channels: number): Float32Array {
  const area = data.length / channels;
  const out = new Float32Array(data.length);
  for (let c = 0; c < channels; c++) for (let i = 0; i < area; i++) out[i * channels + c] = data[c * area + i]!;
  return out;
}
