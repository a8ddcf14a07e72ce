import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { netSpecSchema } from '../../shared/net-spec.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';
import { StudioError } from '../errors.ts';
import { folderNames } from '../files/folder-names.ts';
import { isSealIntact } from '../files/sealed-json.ts';
import { catalogueNet } from '../nets/named.ts';

const content = {
  id: z.string(),
  preprocessing: preprocessingSchema,
  /** Rows of the file's classifier. */
  classes: z.int().min(1).nullable(),
  sha256: z.string(),
  sizeBytes: z.int(),
  licence: z.string(),
  /** Name of the file that was imported. */
  source: z.string(),
  importedAt: z.iso.datetime(),
  /** Of all the rest of the card; older versions wrote none. */
  cardSha256: z.string().optional(),
};

/** `<data>/backbones/<id>/backbone.json`, beside `weights.safetensors`. Format 1 knew networks by their names only. */
const importedBackboneSchema = z.discriminatedUnion('format', [
  z
    .strictObject({ format: z.literal(1), architecture: z.string(), ...content })
    .transform(({ architecture, ...card }) => ({ ...card, format: 2 as const, net: catalogueNet(architecture) })),
  z.strictObject({ format: z.literal(2), net: netSpecSchema, ...content }),
]);
export type ImportedBackbone = z.infer<typeof importedBackboneSchema>;

/** Ids become folder names. */
export const backboneIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export const importedFolder = (backbones: string, id: string): string => join(backbones, id);
export const weightsName = 'weights.safetensors';
export const cardName = 'backbone.json';
/** Key of the card's own sha256; `sha256` is that of the weights. */
export const cardSeal = 'cardSha256';

/**
 * What was stored with an imported backbone; `null` when there is none of this id.
 * @throws StudioError `bad-weights` when its card is damaged
 */
export async function readImported(backbones: string, id: string): Promise<ImportedBackbone | null> {
  if (!backboneIdPattern.test(id)) return null;
  const file = join(importedFolder(backbones, id), cardName);
  const damaged = (what: string, cause?: unknown) =>
    new StudioError('bad-weights', `${file} ${what}, so that the backbone "${id}" cannot be used.`, {
      values: { kind: 'backbone-card-damaged', file, name: id, place: importedFolder(backbones, id) },
      hint: `Delete the folder ${importedFolder(backbones, id)} and import the file again.`,
      cause,
    });
  let card: ImportedBackbone;
  try {
    const text = await readFile(file, 'utf8');
    card = importedBackboneSchema.parse(JSON.parse(text));
    if (isSealIntact(text, cardSeal) === false) throw damaged('was changed since the import');
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return null;
    throw damaged('is damaged', cause);
  }
  if (card.id !== id) throw damaged(`is the card of "${card.id}"`);
  return card;
}

/** Every imported backbone by id, and what is wrong with those whose card is damaged: one of them hides no other. */
export async function listImported(backbones: string): Promise<{ imported: ImportedBackbone[]; damaged: StudioError[] }> {
  const names = await folderNames(backbones);
  const damaged: StudioError[] = [];
  const read = async (name: string): Promise<ImportedBackbone | null> => {
    try {
      return await readImported(backbones, name);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      damaged.push(error);
      return null;
    }
  };
  const found = await Promise.all(names.sort().map(read));
  return { imported: found.filter((one) => one !== null), damaged };
}
