import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportFormat } from '../../shared/export-format.ts';
import type { Manifest } from '../../shared/manifest.ts';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import type { ExportReader, NetworkSays, OpenModel } from './export-reader.ts';
import { readManifest } from './export-folder.ts';
import { manifestFile } from './manifest-file.ts';
import { openOnnx } from './onnx-reader.ts';
import { withIndex } from './with-index.ts';
import { loadFamiliarity } from '../weights/familiarity-file.ts';

export interface OpenExport extends OpenModel {
  readonly manifest: Manifest;
}

/**
 * Opens an export folder to predict with it. ONNX is read by ONNX Runtime; the other formats need the engine, whose readers
 * the caller gives.
 * @throws StudioError `not-found` where the folder is no export or its model is gone, `bad-weights` where it is damaged or its manifest is
 * not of its network,
 * `bad-usage` where no reader of its format was given.
 */
export async function openExport(
  folder: string,
  readers: Partial<Record<ExportFormat, ExportReader>> = {},
): Promise<OpenExport> {
  const manifest = await readManifest(folder);
  const { format, model } = manifest;
  const reader = { onnx: openOnnx, ...readers }[format];
  if (!reader) {
    throw new StudioError('bad-usage', `An export as ${format} cannot be used here`, { values: { kind: 'export-format-unused', format }, hint: 'Export the run as onnx.' });
  }
  const file = join(folder, model.file);
  await needExported(file, model);
  const opened = await reader(folder);
  const otherwise = contradiction(manifest, opened.says);
  if (otherwise === null) {
    const kept = manifest.familiarity && format !== 'onnx' ? await loadFamiliarity(folder, model.sha256) : null;
    return { ...countingClasses(withIndex(opened, kept && kept.index), manifest, folder), manifest };
  }
  await opened.close();
  throw notOfThisNetwork(folder, otherwise);
}

/**
 * A pipe or a device would be read for ever, and a file of another size needs no hash.
 * @throws StudioError `not-found` | `bad-weights`
 */
async function needExported(file: string, { sizeBytes, sha256 }: Manifest['model']): Promise<void> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new StudioError('not-found', `The export lacks its model, ${file}`, { values: { kind: 'export-lacks-model', file }, hint: 'Export the run again.', cause: error });
  });
  const refuse = (how: string) =>
    new StudioError('bad-weights', `${file} is not the file that was exported: ${how}`, {
      values: { kind: 'export-damaged', file },
      hint: 'It was changed or cut off since; export the run again.',
    });
  if (!stats.isFile()) throw refuse('it is no file');
  if (stats.size !== sizeBytes) throw refuse(`it has ${stats.size} bytes instead of ${sizeBytes}`);
  const found = await sha256OfFile(file);
  if (found !== sha256) throw refuse(`its sha256 is ${found}`);
}

const notOfThisNetwork = (folder: string, otherwise: string): StudioError =>
  new StudioError('bad-weights', `${join(folder, manifestFile)} is not of the network beside it: ${otherwise}`, {
    values: { kind: 'export-other-network', file: join(folder, manifestFile) },
    hint: 'One of them was changed or replaced; export the run again.',
  });

/** What the manifest says otherwise than the network itself; null where they agree. */
function contradiction({ classes, preprocessing, temperature = 1 }: Manifest, says: NetworkSays): string | null {
  const { imageSize } = preprocessing;
  const count = says.classes?.length ?? says.classCount ?? classes.length;
  if (count !== classes.length) return `it lists ${classes.length} classes, and the network answers with ${count}`;
  const other = says.classes?.findIndex((name, i) => name !== classes[i]) ?? -1;
  if (other >= 0) return `it calls class ${other + 1} "${classes[other]}", and the network "${says.classes![other]}"`;
  if ((says.imageSize ?? imageSize) !== imageSize) return `it says ${imageSize} pixels, and the network takes ${says.imageSize}`;
  if ((says.temperature ?? temperature) !== temperature) return `it says temperature ${temperature}, and the network ${says.temperature}`;
  const field = Object.entries(says.preprocessing ?? {}).find(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(preprocessing[key as keyof typeof preprocessing]),
  );
  return field ? `its preprocessing has another ${field[0]} than the network's` : null;
}

/** A network that does not say how many classes it has shows it with its answers. */
function countingClasses(opened: OpenModel, { classes }: Manifest, folder: string): OpenModel {
  const { outputs } = opened;
  const counted = (answers: Float32Array, batch: number): Float32Array => {
    if (answers.length === batch * classes.length) return answers;
    const count = answers.length / batch;
    throw notOfThisNetwork(folder, `it lists ${classes.length} classes, and the network answers with ${count}`);
  };
  return {
    ...opened,
    probabilities: async (pixels, batch) => counted(await opened.probabilities(pixels, batch), batch),
    ...(outputs && {
      async outputs(pixels: Uint8Array, batch: number) {
        const answers = await outputs(pixels, batch);
        counted(answers.probabilities, batch);
        return answers;
      },
    }),
  };
}
