import { createHash } from 'node:crypto';
import type { NetSpec } from '../../shared/net-spec.ts';
import type { Precision } from '../../shared/run-settings.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

/** Everything that decides the values of a picture's features, except the picture and its view. Never a path. */
export interface FeatureKey {
  readonly decoderVersion: string;
  readonly viewRecipe: string;
  readonly preprocessing: Preprocessing;
  /** sha256 of the backbone's file; empty at the cut `stem`, where features are pixels. */
  readonly weightsSha256: string;
  readonly cut: string;
  /** Last block of a network without a name, at the cut `head`: one that ends earlier has the same weights and other pooled features. */
  readonly end?: string;
  /** Of networks whose features got other bits in any precision, `networkRevision`. */
  readonly revision?: number;
  readonly precision: Precision;
  /** Empty at the cut `stem`. */
  readonly engineVersion: string;
}

/** Raise it when the files of a cache change; older ones are then left alone until room is needed. */
const cacheFormat = 2;

/** Raise it when features of less than float32 get other bits. 2: sums behind convolutions are rounded once, with them (docs/decisions/0069). */
const loweredRevision = 2;

/** 2: TensorFlow plans those whose ReLU stands first as it does all others (docs/decisions/0082). */
export const networkRevision = ({ order }: NetSpec): Pick<FeatureKey, 'revision'> => (order === 'relu-pre' ? { revision: 2 } : {});

/** Folder name of a key: 32 hexadecimal digits. */
export function featureKeyName(key: FeatureKey): string {
  const { decoderVersion, viewRecipe, preprocessing: p, weightsSha256, cut, end, revision, precision, engineVersion } = key;
  const ordered = [
    cacheFormat,
    decoderVersion,
    viewRecipe,
    p.imageSize,
    p.cropPct,
    p.interpolation,
    p.mean,
    p.std,
    // Caches of `crop` keep the names they had before there was anything else.
    ...(p.fit === undefined || p.fit === 'crop' ? [] : [p.fit, p.padColor ?? null]),
    weightsSha256,
    cut,
    ...(end === undefined ? [] : [end]),
    ...(revision === undefined ? [] : [{ revision }]),
    precision,
    engineVersion,
    ...(precision === 'float32' || cut === 'stem' ? [] : [loweredRevision]),
  ];
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 32);
}
