import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../../../shared/manifest.ts';
import { recipeElement, runRecipeSchema } from '../../../shared/run-recipe.ts';
import type { RunRecipe } from '../../../shared/run-recipe.ts';
import { StudioError } from '../../errors.ts';
import { isExportFolder, readManifest } from '../../exporting/export-folder.ts';
import { parseManifest } from '../../exporting/manifest-file.ts';
import { isSealIntact } from '../../files/sealed-json.ts';

/** A report has 5 MB, a manifest far less. */
const mostBytes = 8_000_000;

const noRecipe = (place: string, what: 'none' | 'too-large' | 'damaged' | 'export-of-before'): StudioError => {
  const why = {
    none: 'holds no settings of a run',
    'too-large': `is larger than any report (${mostBytes / 1e6} MB)`,
    damaged: 'holds settings that this version cannot read: it was changed or cut off, or a newer version wrote it',
    'export-of-before': 'is an export of an older version, which did not keep the settings of its run',
  }[what];
  const kinds = { none: 'recipe-none', 'too-large': 'recipe-too-large', damaged: 'recipe-damaged', 'export-of-before': 'recipe-export-of-before' } as const;
  return new StudioError('bad-usage', `${place} ${why}`, { values: { kind: kinds[what], place }, field: 'like', hint: 'Give a report that `graft report` wrote, a folder that `graft export` wrote, or a run.' });
};

/**
 * The settings of a run out of its report, or of an export: its folder, or the `manifest.json` in it. Whatever the file holds, it is read up to a bound, and
 * what is not of the one schema is refused.
 * @throws StudioError `bad-usage`; `not-found` where nothing is there; `bad-weights` where a manifest was changed
 */
export async function readRecipe(place: string): Promise<RunRecipe> {
  if (isExportFolder(place)) return recipeOfManifest(place, await readManifest(place));
  return recipeInText(place, await boundedText(place));
}

/**
 * The settings in the text of a report, or of its end, or of a `manifest.json`.
 * @param name of its file: one that ends in `.json` is a manifest
 * @throws StudioError `bad-usage`
 */
export function recipeInText(name: string, text: string): RunRecipe {
  if (!path.basename(name).endsWith('.json')) return recipeOfReport(name, text);
  const parsed = parseManifest(text);
  if (!('manifest' in parsed) || isSealIntact(text) === false) throw noRecipe(name, 'damaged');
  return recipeOfManifest(name, parsed.manifest);
}

async function boundedText(place: string): Promise<string> {
  const handle = await open(place, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new StudioError('not-found', `There is no ${place}`, { values: { kind: 'recipe-missing', place }, field: 'like', hint: 'Give a report, an export folder or a run.', cause: error });
  });
  try {
    const stats = await handle.stat();
    // A folder without a manifest, or a pipe, which might never end.
    if (!stats.isFile()) throw noRecipe(place, 'none');
    if (stats.size > mostBytes) throw noRecipe(place, 'too-large');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function recipeOfReport(place: string, html: string): RunRecipe {
  const begin = html.lastIndexOf(`<script type="application/json" id="${recipeElement}">`);
  if (begin < 0) throw noRecipe(place, 'none');
  const from = html.indexOf('>', begin) + 1;
  const end = html.indexOf('</script>', from);
  if (end < 0) throw noRecipe(place, 'damaged');
  let json: unknown;
  try {
    json = JSON.parse(html.slice(from, end));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw noRecipe(place, 'damaged');
  }
  const parsed = runRecipeSchema.safeParse(json);
  if (!parsed.success) throw noRecipe(place, 'damaged');
  return parsed.data;
}

function recipeOfManifest(place: string, manifest: Manifest): RunRecipe {
  const { spec, classes, dataset: { name, version, fingerprint }, backbone } = manifest;
  if (!spec) throw noRecipe(place, 'export-of-before');
  const start = manifest.formatVersion === 2 ? manifest.start : null;
  return {
    recipeVersion: 1,
    run: null,
    spec,
    dataset: { name, version, fingerprint },
    classes,
    backbone: backbone && { id: backbone.id, sha256: backbone.sha256 },
    wentOnFrom: (start?.from === 'weights' && start.run) || null,
  };
}

