import { feedsWords } from '../engine/session.ts';
import type { Feed, Session } from '../engine/session.ts';
import { cast, identity } from '../graph/array-ops.ts';
import type { FloatType } from '../graph/dtype.ts';
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
export function openPrefix({ net: plan, tensors, cut, preprocessing, compute }: PrefixSpec): Prefix {
  const position = cutIndex(plan, cut);
  const size = preprocessing.imageSize;
  const shape = featureShape(plan, position, size);
  if (position < 0) {
    const feed = (records: Uint8Array, batch: number): Feed => ({ shape: [batch, ...shape], values: records });
    return { recordBytes: elementCount(shape), open: () => undefined, run: (pixels) => pixels, feed, rest: () => undefined, close: () => undefined };
  }
  const type = featureType(plan, cut, compute);
  const packed = packedShape(shape, type);
  const opened = (): Session => {
    const graph = createFrozenGraph('fed');
    const branch: Branch = { graph, plan, tensors, compute, mode: () => 'frozen' };
    const images = pixelPlaceholder(graph, 'images', [size, size, 3], feedsWords());
    const features = cast(graph, trunk(branch, normalise(graph, images, preprocessing), -1, position), type);
    identity(graph, packFeatures(graph, features), 'records');
    return openFrozen(graph);
  };
  let session: Session | undefined;
  const open = (): Session => (session ??= opened());
  const rest = (): void => {
    session?.close();
    session = undefined;
  };
  return {
    recordBytes: elementCount(packed) * 4,
    open: () => void open(),
    run(pixels, batch) {
      const [values] = open().run({ images: { shape: [batch, size, size, 3], values: pixels } }, ['records']);
      return new Uint8Array(values!.buffer, values!.byteOffset, values!.byteLength);
    },
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
