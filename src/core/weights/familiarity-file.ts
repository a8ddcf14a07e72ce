import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import { parsedJson } from '../files/parsed-json.ts';
import { isSealIntact, sealedJson } from '../files/sealed-json.ts';
import { layFile, placeFiles } from '../files/laid-file.ts';

/** What a model knows by its training pictures, and how familiar its validation pictures are to it. */
export interface KeptFamiliarity {
  readonly index: FamiliarityIndex;
  /** sha256 of each picture of the index, hexadecimal. */
  readonly pictures: readonly string[];
  /** How familiar each validation picture is. */
  readonly known: Float32Array;
}

/** Files of a run's folder that are its index: what it holds, and its values (rows of bytes, sha256 of 32 bytes each, float32 of validation pictures). */
export const familiarityFiles = { card: 'familiarity.json', values: 'familiarity.bin' } as const;

const cardSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** Of the weights that the features are of; an index of others is none. */
  weights: z.string(),
  pictures: z.int().min(1),
  dimensions: z.int().min(1),
  /** Neighbour whose distance counts. */
  k: z.int().min(1),
  /** Validation pictures. */
  known: z.int().min(0),
  values: z.strictObject({ sizeBytes: z.int(), sha256: z.string() }),
  /** Of all the rest. */
  sha256: z.string(),
});

const hashBytes = 32;

/** Keeps an index beside the model of these weights; its card last. */
export async function saveFamiliarity(folder: string, weights: string, { index, pictures, known }: KeptFamiliarity): Promise<void> {
  const { rows, dimensions, k } = index;
  const values = Buffer.concat([
    new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
    ...pictures.map((sha256) => Buffer.from(sha256, 'hex')),
    new Uint8Array(known.buffer, known.byteOffset, known.byteLength),
  ]);
  const sha256 = createHash('sha256').update(values).digest('hex');
  const card = { formatVersion: 1, weights, pictures: pictures.length, dimensions, k, known: known.length, values: { sizeBytes: values.length, sha256 } };
  const lay = (name: string, content: string | Uint8Array) => layFile(join(folder, name), (handle) => handle.writeFile(content));
  await placeFiles([await lay(familiarityFiles.values, values), await lay(familiarityFiles.card, sealedJson(card))]);
}

const damaged = (file: string, cause?: unknown): StudioError =>
  new StudioError('bad-weights', `${file} is damaged: it is not what was written`, {
    values: { kind: 'familiarity-damaged', file },
    hint: 'Train the run again; with familiarity.json moved away it answers without saying how familiar pictures are.',
    cause,
  });

/**
 * The index of a folder, compared with its sha256; null where there is none, or one of other weights.
 * @throws StudioError `bad-weights` where it is damaged
 */
export async function loadFamiliarity(folder: string, weights: string | null): Promise<KeptFamiliarity | null> {
  const [file, valuesFile] = [join(folder, familiarityFiles.card), join(folder, familiarityFiles.values)];
  if (weights === null || !existsSync(file)) return null;
  const text = await readFile(file, 'utf8');
  const parsed = cardSchema.safeParse(parsedJson(text));
  if (!parsed.success || !isSealIntact(text)) throw damaged(file, parsed.error);
  const { weights: own, pictures, dimensions, k, known, values: expected } = parsed.data;
  if (own !== weights) return null;
  if (!existsSync(valuesFile)) throw damaged(valuesFile);
  const values = await readFile(valuesFile);
  const size = pictures * (dimensions + hashBytes) + 4 * known;
  if (values.length !== size || createHash('sha256').update(values).digest('hex') !== expected.sha256) throw damaged(valuesFile);
  const bytes = new Uint8Array(values);
  const hashes = Buffer.from(bytes.buffer, pictures * dimensions, pictures * hashBytes).toString('hex');
  return {
    index: { rows: new Int8Array(bytes.buffer, 0, pictures * dimensions), dimensions, k },
    pictures: Array.from({ length: pictures }, (_, i) => hashes.slice(2 * hashBytes * i, 2 * hashBytes * (i + 1))),
    known: new Float32Array(bytes.slice(pictures * (dimensions + hashBytes)).buffer),
  };
}
