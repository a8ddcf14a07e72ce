import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../../../shared/manifest.ts';
import { mostRecipeText } from '../../../shared/most-recipe-text.ts';
import { recipeTextInOnnx } from '../../../shared/recipe-in-onnx.ts';
import { recipeElement, recipeOfExport, runRecipeSchema } from '../../../shared/run-recipe.ts';
import type { RunRecipe } from '../../../shared/run-recipe.ts';
import { StudioError } from '../../errors.ts';
import { isExportFolder, readManifest } from '../../exporting/export-folder.ts';
import { parseManifest } from '../../exporting/manifest-file.ts';
import { isSealIntact } from '../../files/sealed-json.ts';

/** A report has 5 MB, a manifest far less. */
const mostBytes = 8_000_000;

const noRecipe = (place: string, what: 'none' | 'too-large' | 'damaged' | 'cut-off' | 'export-of-before'): StudioError => {
  const why = {
    none: 'holds no settings of a run',
    'too-large': `is larger than any report (${mostBytes / 1e6} MB)`,
    damaged: 'holds settings that this version cannot read: it was changed or cut off, or a newer version wrote it',
    'cut-off': 'stops before its end, and so before the settings: it was cut off, or is no report',
    'export-of-before': 'is an export of an older version, which did not keep the settings of its run',
  }[what];
  const kinds = { none: 'recipe-none', 'too-large': 'recipe-too-large', damaged: 'recipe-damaged', 'cut-off': 'recipe-cut-off', 'export-of-before': 'recipe-export-of-before' } as const;
  return new StudioError('bad-usage', `${place} ${why}`, {
    values: { kind: kinds[what], place },
    field: 'like',
    hint: 'Give a report that "graft report" wrote, a folder that "graft export" wrote, or a run.',
  });
};

/**
 * The settings of a run out of its report, or of an export: its folder, or the `manifest.json` or `model.onnx` in it. Whatever the file holds, it is read up to a bound, and
 * what is not of the one schema is refused.
 * @throws StudioError `bad-usage`; `not-found` where nothing is there; `bad-weights` where a manifest was changed
 */
export async function readRecipe(place: string): Promise<RunRecipe> {
  if (isExportFolder(place)) return recipeOfManifest(place, await readManifest(place));
  return recipeInText(place, isOnnx(place) ? await textInOnnx(place) : await boundedText(place));
}

const isOnnx = (name: string): boolean => /\.onnx$/i.test(name);

/**
 * The settings in the text of a report, or of its end, of a `manifest.json`, or in what an ONNX file holds of them (nothing: '').
 * @param name of its file: one that ends in `.json` is a manifest
 * @throws StudioError `bad-usage`
 */
export function recipeInText(name: string, text: string): RunRecipe {
  if (isOnnx(name)) {
    if (text === '') throw noRecipe(name, 'none');
    return recipeOfJson(name, text);
  }
  if (!path.basename(name).endsWith('.json')) return recipeOfReport(name, text);
  const parsed = parseManifest(text);
  if (!('manifest' in parsed) || isSealIntact(text) === false) throw noRecipe(name, 'damaged');
  return recipeOfManifest(name, parsed.manifest);
}

const boundedText = (place: string): Promise<string> =>
  withFile(place, (handle, sizeBytes) => {
    if (sizeBytes > mostBytes) throw noRecipe(place, 'too-large');
    return handle.readFile('utf8');
  });

/** Metadata end the file. */
const textInOnnx = (place: string): Promise<string> =>
  withFile(place, async (handle, sizeBytes) => {
    const end = Buffer.alloc(Math.min(sizeBytes, mostRecipeText));
    await handle.read(end, 0, end.length, sizeBytes - end.length);
    return recipeTextInOnnx(end) ?? '';
  });

async function withFile<T>(place: string, read: (handle: FileHandle, sizeBytes: number) => Promise<T>): Promise<T> {
  const handle = await open(place, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new StudioError('not-found', `There is no ${place}`, { values: { kind: 'recipe-missing', place }, field: 'like', hint: 'Give a report, an export folder or a run.', cause: error });
  });
  try {
    const stats = await handle.stat();
    // A folder without a manifest, or a pipe, which might never end.
    if (!stats.isFile()) throw noRecipe(place, 'none');
    return await read(handle, stats.size);
  } finally {
    await handle.close();
  }
}

function recipeOfReport(place: string, html: string): RunRecipe {
  const begin = html.lastIndexOf(`<script type="application/json" id="${recipeElement}">`);
  if (begin < 0) throw noRecipe(place, isCutOff(html) ? 'cut-off' : 'none');
  const from = html.indexOf('>', begin) + 1;
  const end = html.indexOf('</script>', from);
  if (end < 0) throw noRecipe(place, 'damaged');
  return recipeOfJson(place, html.slice(from, end));
}

/** A page that does not end, by what a report is made of: where its settings would stand, there is nothing. */
const isCutOff = (html: string): boolean => /<(?:html|main|section|figure|td)\b/i.test(html) && !/<\/html>\s*$/i.test(html);

function recipeOfJson(place: string, text: string): RunRecipe {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw noRecipe(place, 'damaged');
  }
  const parsed = runRecipeSchema.safeParse(json);
  if (!parsed.success) throw noRecipe(place, 'damaged');
  return parsed.data;
}

function recipeOfManifest(place: string, manifest: Manifest): RunRecipe {
  const recipe = recipeOfExport({ start: null, ...manifest });
  if (!recipe) throw noRecipe(place, 'export-of-before');
  return recipe;
}
