import { feedsWords } from '../engine/session.ts';
import type { Feed, Session } from '../engine/session.ts';
import { cast, identity } from '../graph/array-ops.ts';
import type { FloatType } from '../graph/dtype.ts';
import type { Value } from '../graph/graph.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { createFrozenGraph, openFrozen } from '../nets/open-frozen.ts';
import { cutIndex } from '../nets/plan/cut-point.ts';
import type { Branch } from '../nets/graph/branch.ts';
import { featureShape, normalise, trunk } from '../nets/graph/network-graph.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { elementCount } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { featureType, packedShape, packFeatures } from './training-graph.ts';

/** The frozen part of a network: pixels in, one record of features an image out, as bytes. */
export interface Prefix {
  /** Bytes of one image's features. */
  readonly recordBytes: number;
  /** Makes ready what it computes with, for whoever waits for the first pictures anyway. */
  open(): void;
  /** `pixels` `[batch, size, size, 3]` → `batch` records. */
  run(pixels: Uint8Array, batch: number): Uint8Array;
  /** The same, and after them the records at each of the cuts that it passes: the bits of a prefix that ends there. */
  runPassing(pixels: Uint8Array, batch: number): Uint8Array[];
  /** Records as the training graph is fed. */
  feed(records: Uint8Array, batch: number): Feed;
  /** Gives back what it computes with, until it is run again. */
  rest(): void;
  close(): void;
}

export interface PrefixSpec {
  readonly net: NetPlan;
  readonly tensors: TensorMap;
  readonly cut: string;
  /** Cuts on the way there whose records are wanted too; none before the first block. */
  readonly passing?: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly compute: FloatType;
}

/** Bytes of one image's features before `cut`, of pictures of a size; pixels at the cut `stem`. */
export function recordBytes({ net, cut, compute }: Pick<PrefixSpec, 'net' | 'cut' | 'compute'>, imageSize: number): number {
  const position = cutIndex(net, cut);
  const shape = featureShape(net, position, imageSize);
  return position < 0 ? elementCount(shape) : elementCount(packedShape(shape, featureType(net, cut, compute))) * 4;
}

/**
 * The frozen prefix up to a cut, BatchNorm folded; its graph is made when it is first asked for, never where all features are kept already. At the cut `stem` the features are the pixels themselves.
 */
export function openPrefix({ net: plan, tensors, cut, passing = [], preprocessing, compute }: PrefixSpec): Prefix {
  const position = cutIndex(plan, cut);
  const size = preprocessing.imageSize;
  const shape = featureShape(plan, position, size);
  if (position < 0) {
    const feed = (records: Uint8Array, batch: number): Feed => ({ shape: [batch, ...shape], values: records });
    return { recordBytes: elementCount(shape), open: () => undefined, run: (pixels) => pixels, runPassing: (pixels) => [pixels], feed, rest: () => undefined, close: () => undefined };
  }
  const type = featureType(plan, cut, compute);
  const packed = packedShape(shape, type);
  const cuts = [cut, ...passing];
  const positions = cuts.map((one) => cutIndex(plan, one));
  const outputs = cuts.map((_, at) => (at === 0 ? 'records' : `passed_${at}`));
  const opened = (): Session => {
    const graph = createFrozenGraph('fed');
    const branch: Branch = { graph, plan, tensors, compute, mode: () => 'frozen' };
    const images = pixelPlaceholder(graph, 'images', [size, size, 3], feedsWords());
    const reached = new Map<number, Value>();
    let [from, last] = [-1, normalise(graph, images, preprocessing)];
    for (const to of [...new Set(positions)].sort((a, b) => a - b)) {
      last = trunk(branch, last, from, to);
      reached.set(to, last);
      from = to;
    }
    // After all layers, whose names stay those of a prefix without them: TensorFlow goes by names where it chooses which of two convolutions is computed with their sum.
    for (const [at, output] of outputs.entries()) identity(graph, packFeatures(graph, cast(graph, reached.get(positions[at]!)!, featureType(plan, cuts[at]!, compute))), output);
    return openFrozen(graph);
  };
  let session: Session | undefined;
  const open = (): Session => (session ??= opened());
  const rest = (): void => {
    session?.close();
    session = undefined;
  };
  // Always all of them: for each other choice of what is fetched TensorFlow would plan the graph anew.
  const runPassing = (pixels: Uint8Array, batch: number): Uint8Array[] =>
    open()
      .run({ images: { shape: [batch, size, size, 3], values: pixels } }, outputs)
      .map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return {
    recordBytes: elementCount(packed) * 4,
    open: () => void open(),
    run: (pixels, batch) => runPassing(pixels, batch)[0]!,
    runPassing,
    feed: (records, batch) => ({
      shape: [batch, ...packed],
      values:
        type === 'float32'
          ? new Float32Array(records.buffer, records.byteOffset, records.byteLength / 4)
          : new Int32Array(records.buffer, records.byteOffset, records.byteLength / 4),
    }),
    rest,
    close: rest,
  };
}
