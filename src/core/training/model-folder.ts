import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import { namedNets } from '../nets/named.ts';
import type { Model } from '../nets/model.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { readSafetensors, writeSafetensors } from '../weights/safetensors.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';

const cardSchema = z.strictObject({
  formatVersion: z.literal(1),
  architecture: z.string(),
  classes: z.array(z.string()),
  preprocessing: preprocessingSchema,
});

const weightsFile = (folder: string) => join(folder, 'model.safetensors');
const cardFile = (folder: string) => join(folder, 'model.json');

/** Writes the weights that count and what is needed to use them; the card last, so that a folder with a card is whole. */
export async function saveModel(folder: string, model: Model): Promise<void> {
  await writeSafetensors(weightsFile(folder), model.tensors, {});
  const { spec, classes, preprocessing } = model;
  const card = { formatVersion: 1, architecture: planNet(spec).name, classes, preprocessing };
  await writeFileAtomically(cardFile(folder), async (handle) => {
    await handle.writeFile(`${JSON.stringify(card, null, 2)}\n`);
  });
}

/** @throws StudioError `not-found` for a run that has no finished model, `bad-weights` for a damaged one */
export async function loadModel(folder: string): Promise<Model> {
  if (!existsSync(cardFile(folder))) {
    throw new StudioError('not-found', `There is no finished model in ${folder}`, {
      hint: 'The run must end first; "graft runs list" shows its state.',
    });
  }
  const { architecture, classes, preprocessing } = cardSchema.parse(JSON.parse(readFileSync(cardFile(folder), 'utf8')));
  const known = namedNets.get(architecture);
  if (!known) throw new StudioError('bad-weights', `${cardFile(folder)} names an unknown architecture "${architecture}"`);
  return { spec: known.spec, classes, preprocessing, tensors: (await readSafetensors(weightsFile(folder))).tensors };
}
