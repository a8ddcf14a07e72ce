import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { manifestSchema } from '../../shared/manifest.ts';
import type { ExportFormat } from '../../shared/export-format.ts';
import type { NewManifest, Receipt } from '../../shared/manifest.ts';
import { recipeKey } from '../../shared/recipe-in-onnx.ts';
import { recipeOfExport } from '../../shared/run-recipe.ts';
import { StudioError } from '../errors.ts';
import { sealedJson } from '../files/sealed-json.ts';
import { syncFolder } from '../files/durable.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { namedWriteError } from '../files/write-error.ts';
import { writeNewFile } from '../files/write-file.ts';
import type { Model } from '../nets/model.ts';
import { nameOf } from '../nets/named.ts';
import { encodePredictionModel } from '../nets/predictor.ts';
import { familiarityFiles, saveFamiliarity } from '../weights/familiarity-file.ts';
import type { KeptFamiliarity } from '../weights/familiarity-file.ts';
import type { ExportReader } from './export-reader.ts';
import { exportReadme } from './export-readme.ts';
import { manifestFile } from './manifest-file.ts';
import { encodeOnnxModel } from './onnx-model.ts';
import { onnxFile, openOnnx } from './onnx-reader.ts';
import { predictScript } from './predict-script.ts';
import { compareWithRun, parityBound } from './receipt.ts';
import type { Validation } from './receipt.ts';
import { encodeSafetensorsModel } from './safetensors-model.ts';
import { withIndex } from './with-index.ts';
import { checkTarget, discardStaging, makeStaging, moveIntoPlace } from './target-folder.ts';

/** What the caller knows about the run; the rest of the manifest comes from the model and the export itself. */
export type ManifestParts = Pick<NewManifest, 'start' | 'backbone' | 'metrics' | 'dataset' | 'freeze' | 'attestation' | 'versions' | 'answerSets' | 'familiarity' | 'spec'>;

export interface ExportRequest {
  readonly model: Model;
  readonly format: ExportFormat;
  /** The folder to make; its parents are made too. */
  readonly out: string;
  /** Replaces an export that is there; whatever else lies in its folder stays. */
  readonly force?: boolean;
  readonly manifest: ManifestParts;
  readonly validation: Validation;
  /** What the run knows by its training pictures; left out where it has no index. */
  readonly familiarity?: KeptFamiliarity;
  /** Independent readers; ONNX has its own (ONNX Runtime), the others need the engine and come from the caller. */
  readonly readers?: Partial<Record<ExportFormat, ExportReader>>;
}

export interface ExportedModel {
  readonly folder: string;
  readonly format: ExportFormat;
  /** Files of the target that were changed since an earlier export wrote them, under the names they have now. */
  readonly kept: readonly string[];
  readonly receipt: Receipt;
}

const modelFiles: Readonly<Record<ExportFormat, { file: string; encode: (request: ExportRequest) => Uint8Array[] }>> = {
  onnx: { file: onnxFile, encode: encodeOnnxExport },
  savedmodel: { file: 'saved_model.pb', encode: ({ model }) => [encodePredictionModel(model)] },
  safetensors: { file: 'model.safetensors', encode: ({ model }) => encodeSafetensorsModel(model) },
};

/** The file alone brings the settings of its run back. */
function encodeOnnxExport({ model, manifest, familiarity }: ExportRequest): Uint8Array[] {
  const recipe = recipeOfExport({ ...manifest, classes: [...model.classes] });
  return [encodeOnnxModel(model, 'probabilities', manifest.answerSets ?? null, familiarity?.index ?? null, recipe ? { [recipeKey]: JSON.stringify(recipe) } : {})];
}

const sizeAndHash = async (file: string) => ({ sizeBytes: (await stat(file)).size, sha256: await sha256OfFile(file) });

const text = (content: string) => [new TextEncoder().encode(content)];

/**
 * Writes an export folder: the model, `manifest.json`, `README.md` (and `predict.py` for ONNX). The model is written into a
 * temporary folder on the target's disk, read back by an independent reader and compared with the run on its validation
 * images; only then does the target get it. Whatever fails before, the target is as it was and the temporary folder is
 * removed; a kill leaves at most that folder, or an export that the next use puts in place (`replace-export.ts`).
 * @throws StudioError `already-exists` | `busy` | `parity-failed` (a probability differs by more than 1e-4) | `bad-weights` |
 * `out-of-disk` | `bad-usage`
 */
export async function exportModel(request: ExportRequest): Promise<ExportedModel> {
  const { format, force = false } = request;
  const target = resolve(request.out);
  const reader = { onnx: openOnnx, ...request.readers }[format];
  if (!reader) throw new StudioError('internal', `No reader was given for ${format}`);
  try {
    await checkTarget(target, force, sizeBytes(request.model) + (request.familiarity?.index.rows.length ?? 0));
    const staging = await makeStaging(target);
    try {
      const receipt = await writeExport(request, staging.folder, reader);
      const kept = await moveIntoPlace(staging, target, force);
      return { folder: target, format, kept, receipt };
    } catch (error) {
      await discardStaging(staging);
      throw error;
    }
  } catch (error) {
    throw namedWriteError(error, target, 'out');
  }
}

/** Of the weights in float32, which an export is a little larger than. */
const sizeBytes = ({ tensors }: Model): number => [...tensors.values()].reduce((sum, { data }) => sum + 4 * data.length, 0);

async function writeExport(request: ExportRequest, folder: string, reader: ExportReader): Promise<Receipt> {
  const { model, format } = request;
  const { file, encode } = modelFiles[format];
  const write = async (name: string, pieces: Uint8Array[]) => ({ file: name, ...(await writeNewFile(join(folder, name), pieces)) });
  const network = await write(file, encode(request));
  const receipt = await readBack(request, folder, reader);
  const manifest: NewManifest = {
    formatVersion: 2,
    producer: 'graft-studio',
    format,
    created: new Date().toISOString(),
    model: network,
    net: model.net.spec,
    architecture: nameOf(model.net.spec),
    classes: [...model.classes],
    preprocessing: model.preprocessing,
    temperature: model.temperature ?? 1,
    ...request.manifest,
    receipt,
  };
  const files = [await write('README.md', text(exportReadme(manifest)))];
  if (request.familiarity && format !== 'onnx') {
    await saveFamiliarity(folder, network.sha256, request.familiarity);
    for (const name of Object.values(familiarityFiles)) files.push({ file: name, ...(await sizeAndHash(join(folder, name))) });
  }
  if (format === 'onnx') files.push(await write('predict.py', text(predictScript)));
  await write(manifestFile, text(sealedJson(manifestSchema.parse({ ...manifest, files }))));
  await syncFolder(folder);
  return receipt;
}

async function readBack(request: ExportRequest, folder: string, reader: ExportReader): Promise<Receipt> {
  const { model, format, out, validation } = request;
  const open = withIndex(await reader(folder), request.familiarity?.index ?? null);
  const receipt = await (async () => {
    try {
      return await compareWithRun(open, validation, model.classes.length, request.manifest.answerSets);
    } finally {
      await open.close();
    }
  })();
  if (receipt.maxAbsDiff <= parityBound && (receipt.familiarityMaxAbsDiff ?? 0) <= parityBound && (receipt.answerSetAgreement ?? 1) === 1) return receipt;
  throw new StudioError(
    'parity-failed',
    `The ${format} export does not predict what the run predicted: a probability differs by ` +
      `${receipt.maxAbsDiff.toPrecision(2)} (at most ${parityBound}), the class is the same on ` +
      `${(100 * receipt.top1Agreement).toFixed(1)} % of ${receipt.images} pictures`,
    { values: { kind: 'export-differs', format, most: receipt.maxAbsDiff.toPrecision(2), bound: String(parityBound), samePercent: 100 * receipt.top1Agreement, n: receipt.images, name: basename(out) }, hint: `"${basename(out)}" was not written. This is a fault of the program or of the weights; please report it.` },
  );
}
