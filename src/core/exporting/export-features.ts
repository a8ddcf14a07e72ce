import { basename, join, resolve } from 'node:path';
import { featureManifestSchema } from '../../shared/feature-manifest.ts';
import type { FeatureManifest, FeatureMap } from '../../shared/feature-manifest.ts';
import { StudioError } from '../errors.ts';
import { syncFolder } from '../files/durable.ts';
import { sealedJson } from '../files/sealed-json.ts';
import { namedWriteError } from '../files/write-error.ts';
import { writeNewFile } from '../files/write-file.ts';
import type { Backbone } from '../nets/model.ts';
import { nameOf } from '../nets/named.ts';
import { manifestFile } from './manifest-file.ts';
import { encodeOnnxFeatures, encodeSafetensorsFeatures, featureMapsOf, takesAnySize } from './onnx-features.ts';
import { channelsFirst } from './onnx-reader.ts';
import { checkTarget, discardStaging, makeStaging, moveIntoPlace } from './target-folder.ts';
import { loadOnnxRuntime } from './onnx-runtime.ts';

export interface FeatureExport {
  readonly backbone: Backbone;
  /** A new folder. */
  readonly out: string;
  readonly manifest: Pick<FeatureManifest, 'source' | 'versions'>;
  /** The maps of one picture `[size, size, 3]` by the program's own engine, each `[rows, columns, channels]`. */
  readonly maps: (pixels: Uint8Array) => readonly Float32Array[];
}

export interface ExportedFeatures {
  readonly folder: string;
  readonly maps: readonly FeatureMap[];
  readonly maxRelativeDiff: number;
}

/** In parts of a map's root mean square, as goldens of networks are held (BiT's norms differ more). */
const parityBound = { batch: 1e-4, group: 1e-3 } as const;
const files = { onnx: 'features.onnx', weights: 'backbone.safetensors' } as const;

/**
 * Writes a folder with what detectors build on: the maps of a backbone as ONNX, its weights as safetensors, and a manifest that names both.
 * The ONNX file is read back by ONNX Runtime and compared with the engine before the folder gets its name.
 * @throws StudioError `already-exists` | `parity-failed` | `bad-weights` | `out-of-disk`
 */
export async function exportFeatures(request: FeatureExport): Promise<ExportedFeatures> {
  const target = resolve(request.out);
  const sizeBytes = [...request.backbone.tensors.values()].reduce((sum, { data }) => sum + 8 * data.length, 0);
  try {
    await checkTarget(target, false, sizeBytes);
    const staging = await makeStaging(target);
    try {
      const { maps, receipt } = await writeFeatures(request, staging.folder, target);
      await moveIntoPlace(staging, target, false);
      return { folder: target, maps, ...receipt };
    } catch (error) {
      await discardStaging(staging);
      throw error;
    }
  } catch (error) {
    throw namedWriteError(error, target, 'out');
  }
}

async function writeFeatures(request: FeatureExport, folder: string, target: string): Promise<FeatureManifest> {
  const { backbone } = request;
  const { net, preprocessing } = backbone;
  const write = async (file: string, pieces: Uint8Array[]) => ({ file, ...(await writeNewFile(join(folder, file), pieces)) });
  const onnx = await write(files.onnx, [encodeOnnxFeatures(backbone)]);
  const weights = await write(files.weights, encodeSafetensorsFeatures(backbone));
  const maps = featureMapsOf(net);
  const maxRelativeDiff = await readBack(request, join(folder, files.onnx), maps);
  if (!(maxRelativeDiff <= parityBound[net.spec.norm])) {
    throw new StudioError('parity-failed', `The feature maps that were written differ from the network's by ${maxRelativeDiff.toPrecision(2)} of their root mean square`, {
      values: { kind: 'features-differ', most: maxRelativeDiff.toPrecision(2), name: basename(target) },
      hint: `"${basename(target)}" was not written. This is a fault of the program or of the weights; please report it.`,
    });
  }
  const manifest: FeatureManifest = {
    formatVersion: 1,
    producer: 'graft-studio',
    kind: 'features',
    created: new Date().toISOString(),
    ...request.manifest,
    net: net.spec,
    architecture: nameOf(net.spec),
    onnx,
    weights,
    preprocessing,
    anySize: takesAnySize(net),
    maps,
    receipt: { maxRelativeDiff },
  };
  await write(manifestFile, [new TextEncoder().encode(sealedJson(featureManifestSchema.parse(manifest)))]);
  await syncFolder(folder);
  return manifest;
}

/** Largest difference of a value, in parts of its map's root mean square, on a picture of many colours. */
async function readBack({ backbone, maps: own }: FeatureExport, file: string, maps: readonly FeatureMap[]): Promise<number> {
  const { InferenceSession: Session, Tensor } = await loadOnnxRuntime();
  const size = backbone.preprocessing.imageSize;
  const pixels = Uint8Array.from({ length: size * size * 3 }, (_, i) => ((i % 3) * 60 + Math.floor(i / 3 / size) * 5 + (i % 7) * 11) & 255);
  const session = await Session.create(file);
  try {
    const answers = await session.run({ image: new Tensor('float32', channelsFirst(pixels, 1), [1, 3, size, size]) });
    const differences = own(pixels).map((expected, i) => relativeDifference(answers[maps[i]!.name]!.data as Float32Array, expected, maps[i]!.channels));
    return Math.max(...differences);
  } finally {
    await session.release();
  }
}

/** @param found `[channels, area]` @param expected `[area, channels]` */
function relativeDifference(found: Float32Array, expected: Float32Array, channels: number): number {
  if (found.length !== expected.length) return Infinity;
  const area = expected.length / channels;
  let squares = 0;
  let most = 0;
  for (let at = 0; at < expected.length; at++) {
    squares += expected[at]! ** 2;
    most = Math.max(most, Math.abs(expected[at]! - found[(at % channels) * area + Math.floor(at / channels)]!));
  }
  return most / Math.max(Number.MIN_VALUE, Math.sqrt(squares / expected.length));
}
