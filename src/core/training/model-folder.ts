import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { isSealIntact, sealedJson } from '../files/sealed-json.ts';
import { namedNets } from '../nets/named.ts';
import type { Model } from '../nets/model.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { makeDurable, writeFileAtomically } from '../files/write-file.ts';
import { readAndHash, readSafetensors, writeSafetensors } from '../weights/safetensors.ts';
import { netSpecSchema } from '../../shared/net-spec.ts';
import type { NetSpec } from '../../shared/net-spec.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';

const content = { classes: z.array(z.string()), preprocessing: preprocessingSchema };
const sealed = {
  /** Whose model it is. */
  run: z.string(),
  ...content,
  /** `later`: taken when a model of version 1 was used first, which proves nothing about before. */
  weights: z.strictObject({ sizeBytes: z.int(), sha256: z.string(), taken: z.enum(['when-written', 'later']) }),
  /** Of all the rest. */
  sha256: z.string(),
};
/**
 * Version 1 knew no sha256; `finishedModel` of `runs` takes it when such a model is used first. Until version 2 a network was known by
 * its name alone.
 */
const cardSchema = z.discriminatedUnion('formatVersion', [
  z.strictObject({ formatVersion: z.literal(1), architecture: z.string(), ...content }),
  z.strictObject({ formatVersion: z.literal(2), architecture: z.string(), ...sealed }),
  z.strictObject({ formatVersion: z.literal(3), net: netSpecSchema, temperature: z.number().positive().optional(), ...sealed }),
]);

/** What a run's `model.json` says. */
export interface ModelCard {
  readonly net: NetSpec;
  readonly classes: readonly string[];
  readonly preprocessing: Model['preprocessing'];
  /** 1 where none was found worth keeping, and in a folder that an older version wrote. */
  readonly temperature: number;
  /** Null in a folder that an older version wrote. */
  readonly run: string | null;
  /** Of `model.safetensors`; null in a folder that an older version wrote. */
  readonly sha256: string | null;
}

const weightsFile = (folder: string) => join(folder, 'model.safetensors');
const cardFile = (folder: string) => join(folder, 'model.json');
const makeAgain =
  'Make the model again with "graft resume <run>", from its best weights, which are kept beside it; or train again with "graft train".';

/** @param sha256 of the weights where it is known; else it is taken of the file as it is now */
async function writeCard(folder: string, run: string, { net, classes, preprocessing, temperature }: Pick<ModelCard, 'net' | 'classes' | 'preprocessing' | 'temperature'>, taken: 'when-written' | 'later', sha256: string | null = null) {
  const file = weightsFile(folder);
  const weights = { sizeBytes: statSync(file).size, sha256: sha256 ?? (await sha256OfFile(file)), taken };
  const text = sealedJson({ formatVersion: 3, run, net, classes, preprocessing, ...(temperature === 1 ? {} : { temperature }), weights });
  await writeFileAtomically(cardFile(folder), (handle) => handle.writeFile(text));
}

/** Writes the weights that count and what is needed to use them; the card last, so that a folder with a card is whole. */
export async function saveModel(folder: string, model: Model, run: string): Promise<void> {
  rmSync(cardFile(folder), { force: true });
  await writeSafetensors(weightsFile(folder), model.tensors, {});
  await writeCard(folder, run, { ...model, net: model.net.spec, temperature: model.temperature ?? 1 }, 'when-written');
}

/** Weights that are written, and no model yet: a folder has one with its card. */
export interface WrittenWeights {
  /** With the weights as they lie on the disk. */
  readonly model: Model;
  /** Of their file. */
  readonly sha256: string;
  /** Waits until they outlive a power cut, and makes them the folder's model, with the temperature that was found for them. */
  keep(temperature: number): Promise<void>;
}

/** The first half of `saveModel`, for whoever asks what lies on the disk before it counts: the disk has that long to take it. */
export async function writeWeights(folder: string, model: Model, run: string): Promise<WrittenWeights> {
  const file = weightsFile(folder);
  rmSync(cardFile(folder), { force: true });
  await writeSafetensors(file, model.tensors, {}, { durable: false });
  const durable = makeDurable(file);
  // Heard by `keep`; whoever never comes to it has another error to tell.
  durable.catch(() => undefined);
  const { tensors, sha256 } = await readAndHash(file);
  const written = { ...model, tensors };
  return {
    model: written,
    sha256,
    async keep(temperature) {
      await durable;
      await writeCard(folder, run, { ...written, net: written.net.spec, temperature }, 'when-written', sha256);
    },
  };
}

/** Takes the sha256 of a model that an older version wrote, and keeps it. */
export const adoptModel = (folder: string, run: string): Promise<void> => writeCard(folder, run, loadModelCard(folder), 'later');

/** Makes a model that came from elsewhere the one of `run`. @throws StudioError `bad-weights` where it is not what was written */
export async function giveModelTo(folder: string, run: string): Promise<void> {
  if (!(await isModelSound(folder))) throw badCard(cardFile(folder), 'it, or its weights, were changed since they were written');
  await writeCard(folder, run, loadModelCard(folder), 'when-written');
}

/** @throws StudioError `not-found` for a run that has no finished model, `bad-weights` for a damaged one */
export function loadModelCard(folder: string): ModelCard {
  const file = cardFile(folder);
  if (!existsSync(file)) {
    throw new StudioError('not-found', `There is no finished model in ${folder}`, {
      values: { kind: 'no-model-there', place: folder },
      hint: 'The run must end first; "graft runs list" shows its state.',
    });
  }
  const card = parseCard(file);
  const net = 'net' in card ? card.net : needNamed(file, card.architecture);
  const { classes, preprocessing } = card;
  const temperature = ('temperature' in card && card.temperature) || 1;
  if (card.formatVersion === 1) return { net, classes, preprocessing, temperature, run: null, sha256: null };
  return { net, classes, preprocessing, temperature, run: card.run, sha256: card.weights.sha256 };
}

function needNamed(file: string, architecture: string): NetSpec {
  const known = namedNets.get(architecture);
  if (known) return known.spec;
  throw badCard(file, `it names an unknown architecture "${architecture}"`);
}

const badCard = (file: string, reason: string, cause?: unknown): StudioError =>
  new StudioError('bad-weights', `${file} is damaged: ${reason}`, { values: { kind: 'model-file-damaged', file }, hint: makeAgain, cause });

function parseCard(file: string): z.infer<typeof cardSchema> {
  if (!statSync(file).isFile()) throw badCard(file, 'it is no file');
  const text = readFileSync(file, 'utf8');
  let card: z.infer<typeof cardSchema>;
  try {
    card = cardSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw badCard(file, 'it is not what this program writes', cause);
  }
  if (card.formatVersion > 1 && !isSealIntact(text)) throw badCard(file, 'it was changed since it was written');
  return card;
}

/**
 * A run's model, its weights compared with the sha256 that its card keeps.
 * @throws StudioError `not-found` for a run that has no finished model, `bad-weights` for a damaged one
 */
export async function loadModel(folder: string): Promise<Model> {
  const { net, classes, preprocessing, temperature, sha256 } = loadModelCard(folder);
  const { tensors } = await readSafetensors(weightsFile(folder), sha256).catch((error: unknown) => {
    if (!(error instanceof StudioError) || !['bad-weights', 'not-found'].includes(error.code)) throw error;
    throw new StudioError('bad-weights', error.message, { values: error.values ?? { kind: 'model-file-damaged', file: weightsFile(folder) }, hint: makeAgain, cause: error });
  });
  return { net: planNet(net), classes, preprocessing, tensors, temperature };
}

/** Whether a run's model is what was written, without loading it. */
export async function isModelSound(folder: string): Promise<boolean> {
  try {
    const { sha256 } = loadModelCard(folder);
    return sha256 === null ? existsSync(weightsFile(folder)) : (await sha256OfFile(weightsFile(folder))) === sha256;
  } catch (error) {
    if (error instanceof StudioError || (error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
