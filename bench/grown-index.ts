import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { indexOfRows, roundedRows } from '../src/core/evaluation/familiarity-index.ts';
import { seededRandom } from '../src/core/training/seeded-random.ts';
import { familiarityFiles, loadFamiliarity, saveFamiliarity } from '../src/core/weights/familiarity-file.ts';

/** How far each value of a picture that is made of another is from its, at most, in parts of it. */
const strayed = 0.4;

/** Gives the one run of a data folder an index of so many pictures: its own over and over, each a little changed, so that nearest ones are as near as those of a large data set. */
export async function growIndex(data: string, pictures: number): Promise<void> {
  const card = readdirSync(data, { recursive: true, encoding: 'utf8' }).find((file) => basename(file) === familiarityFiles.card);
  if (card === undefined) throw new Error(`No run in ${data} has an index`);
  const folder = dirname(join(data, card));
  const { weights } = JSON.parse(readFileSync(join(data, card), 'utf8')) as { weights: string };
  const kept = await loadFamiliarity(folder, weights);
  const { rows, dimensions, k } = kept!.index;
  const random = seededRandom(1);
  const features = Float32Array.from({ length: pictures * dimensions }, (_, at) => rows[at % rows.length]! * (1 + strayed * (2 * random() - 1)));
  const index = indexOfRows(roundedRows(features, dimensions), dimensions, k);
  await saveFamiliarity(folder, weights, { ...kept!, index, pictures: Array.from({ length: pictures }, (_, at) => kept!.pictures[at % kept!.pictures.length]!) });
}
