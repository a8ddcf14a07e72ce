import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setLabel } from '../src/core/datasets/labels/labels.ts';
import { openDataset } from '../src/core/datasets/scanning/open-dataset.ts';
import { datasetForTraining, type TrainingDataset } from '../src/core/datasets/scanning/dataset-for-training.ts';
import { top1 } from '../src/core/evaluation/top-k.ts';
import { openStudio, type Studio } from '../src/core/open-studio.ts';
import { usualBackbone } from '../src/core/runs/results/usual-backbone.ts';
import { labelErrors } from '../src/core/runs/use/label-errors.ts';
import { readFeatures } from '../src/core/runs/use/picture-features.ts';
import { unseenAnswers } from '../src/core/runs/use/unseen-answers.ts';
import { seededRandom } from '../src/core/training/seeded-random.ts';
import { pictureSets } from './picture-sets.ts';

const shares = [0.02, 0.05, 0.1];
const draws = 3;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const percent = (share: number): string => (100 * share).toFixed(0);

interface Drawn {
  planted: number;
  named: number;
  precision: number;
  recall: number;
  at10: number;
  at50: number;
}

/** Wrong labels as a person would give them, by which classes heads confuse, and how many of the suspects they are. */
export async function benchPlantedErrors(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { from: { type: 'string' } } });
  const root = await mkdtemp(join(os.tmpdir(), 'graft-bench-suspects-'));
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(pictureSets)) {
      const studio = openStudio({ dataDir: join(root, `data-${name}`) });
      try {
        await measure(studio, name, await pictureSets[name]!(root, values.from));
      } finally {
        studio.close();
      }
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function measure(studio: Studio, name: string, folder: string): Promise<void> {
  const { id } = await openDataset(studio.db, folder, {});
  const dataset = await datasetForTraining(studio.db, id, { rescan: false });
  const { confusion, accuracy } = await confusionOf(studio, dataset);
  const learned = dataset.images.filter(({ split }) => split !== 'test');
  const table = [];
  for (const share of shares) {
    const rows: Drawn[] = [];
    for (let draw = 0; draw < draws; draw++) {
      const planted = plant(learned, confusion, share, seededRandom(100 + draw));
      for (const [image, label] of planted) setLabel(studio.db, id, [image], dataset.classes[label]!);
      const { suspects } = await labelErrors(studio, await datasetForTraining(studio.db, id, { rescan: false }), { limit: Number.MAX_SAFE_INTEGER });
      const isWrong = suspects.map(({ image }) => planted.has(image));
      const right = isWrong.filter(Boolean).length;
      const first = (k: number) => mean(isWrong.slice(0, k).map(Number));
      rows.push({ planted: planted.size, named: suspects.length, precision: right / Math.max(1, suspects.length), recall: right / planted.size, at10: first(10), at50: first(50) });
      for (const { id: image, label } of learned) if (planted.has(image)) setLabel(studio.db, id, [image], dataset.classes[label]!);
    }
    const of = (key: keyof Drawn) => mean(rows.map((row) => row[key]));
    table.push({
      'wrong %': percent(share),
      'planted': of('planted').toFixed(0),
      'named': of('named').toFixed(0),
      'precision %': percent(of('precision')),
      'recall %': percent(of('recall')),
      'P@10 %': percent(of('at10')),
      'P@50 %': percent(of('at50')),
    });
  }
  console.log(`\n${name}: ${learned.length} pictures, ${dataset.classes.length} classes, out-of-fold accuracy ${percent(accuracy)} %, mean of ${draws} draws`);
  console.table(table);
}

/** `[true][told]` of heads that did not learn from the pictures. */
async function confusionOf(studio: Studio, { classes, images }: TrainingDataset): Promise<{ confusion: number[][]; accuracy: number }> {
  const { features, dimensions, read } = await readFeatures(studio, (await usualBackbone(studio)).id, images.filter(({ split }) => split !== 'test'));
  const labels = read.map(({ label }) => label);
  const { probabilities } = await unseenAnswers({ features, dimensions, labels, groups: read.map(({ sha256 }) => sha256), isGrouped: false, classes: classes.length });
  const confusion = classes.map(() => classes.map(() => 0));
  for (const [row, label] of labels.entries()) confusion[label]![top1(probabilities, classes.length, row)]! += 1;
  return { confusion, accuracy: labels.filter((label, row) => top1(probabilities, classes.length, row) === label).length / labels.length };
}

/** Pictures by their rows with the wrong class that each gets, drawn by what its class is confused with. */
function plant(images: readonly { id: number; label: number }[], confusion: readonly (readonly number[])[], share: number, random: () => number): Map<number, number> {
  const order = images.map((image) => ({ image, at: random() })).toSorted((a, b) => a.at - b.at);
  return new Map(
    order.slice(0, Math.round(share * images.length)).map(({ image: { id, label } }) => {
      const weights = confusion[label]!.map((count, other) => (other === label ? 0 : count + 0.5));
      let left = random() * weights.reduce((a, b) => a + b, 0);
      const drawn = weights.findIndex((weight) => (left -= weight) < 0);
      return [id, drawn < 0 ? weights.findLastIndex((weight) => weight > 0) : drawn];
    }),
  );
}
