import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { datasetOfRun } from '../src/core/datasets/scanning/dataset-for-training.ts';
import { learningCurve } from '../src/core/evaluation/learning-curve.ts';
import { openStudio } from '../src/core/open-studio.ts';
import { getRun } from '../src/core/store/runs.ts';
import { seededRandom } from '../src/core/training/seeded-random.ts';
import type { FamiliarityReport } from '../src/shared/familiarity.ts';
import { graftEvents } from './graft-events.ts';
import { pictureSets } from './picture-sets.ts';
import { benchTrust } from './trust.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What happens to copies of validation pictures, of which the forecast is then held against the truth. */
const shifts: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  'as they are': (picture) => picture,
  'blurred a little': (picture) => picture.blur(0.6),
  'blurred': (picture) => picture.blur(1.2),
  'darker (60 % of the light)': (picture) => picture.linear(0.6, 0),
  'dark (35 % of the light)': (picture) => picture.linear(0.35, 0),
  'turned by 20 degrees': (picture) => picture.rotate(20, { background: '#fff' }),
};

/** Parts of the training pictures that a curve is fitted to; the truth is at all of them. */
const shares = [0.05, 0.1, 0.2, 0.4];

interface TrainedSet {
  readonly root: string;
  readonly name: string;
  readonly folder: string;
  readonly dataDir: string;
  readonly run: string;
}

/** What is held against what is so; each can be asked for alone. */
const parts: Readonly<Record<string, (set: TrainedSet) => Promise<void>>> = {
  calibration: ({ dataDir, run }) => benchTrust([dataDir, run]),
  familiarity: ({ dataDir, run }) => holdOut(dataDir, run),
  forecast: ({ root, dataDir, run }) => forecasts(root, dataDir, run),
  curve: ({ root, dataDir, folder, name }) => curve(root, dataDir, folder, name),
};

/**
 * `npm run bench -- trust sets [sample|emoji|fashion-mnist …] [--only calibration|familiarity|forecast|curve …] [--from folder]`: a head on each set, then everything that trust promises
 * of it: calibration and answer sets over 200 splits, each class left out of the index once, the forecast on shifted copies beside the truth, and the learning curve of small parts beside what all
 * pictures really bring.
 */
export async function benchTrustSets(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { from: { type: 'string' }, only: { type: 'string', multiple: true } } });
  const asked = values.only ?? Object.keys(parts);
  const unknown = asked.find((part) => !Object.hasOwn(parts, part));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: it is one of ${Object.keys(parts).join(', ')}`);
  const root = await mkdtemp(join(os.tmpdir(), 'graft-bench-trust-'));
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(pictureSets)) {
      const folder = await pictureSets[name]!(root, values.from);
      const dataDir = join(root, `data-${name}`);
      const run = String((await graftEvents(['train', folder, '--freeze', 'head', '--precision', 'float32', '--data-dir', dataDir, '--json'])).at(-1)!.run);
      console.log(`\n${name}`);
      for (const part of asked) {
        const started = performance.now();
        await parts[part]!({ root, name, folder, dataDir, run });
        console.log(`${part}: ${((performance.now() - started) / 1000).toFixed(0)} s; load ${os.loadavg()[0]!.toFixed(1)} on ${os.availableParallelism()} cores`);
      }
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function holdOut(dataDir: string, run: string): Promise<void> {
  const { index, near } = (await graftEvents(['familiarity', run, '--data-dir', dataDir, '--json'])).at(-1) as unknown as FamiliarityReport;
  console.log(`each class left out (neighbour ${index.k}): mean AUROC ${near.mean?.toFixed(2)}, worst ${near.worst?.auroc.toFixed(2)} (${near.worst?.label})`);
  console.log(`  ${near.classes.map(({ label, told }) => `${label} ${told?.auroc.toFixed(2) ?? '-'}`).join(', ')}`);
}

interface Forecast {
  expectedAccuracy: number | null;
  low: number | null;
  high: number | null;
  atc: number;
  doc: number;
  refused: string | null;
  unfamiliar: number | null;
}

async function forecasts(root: string, dataDir: string, run: string): Promise<void> {
  const studio = openStudio({ dataDir });
  const { images, classes } = datasetOfRun(studio.db, getRun(studio.db, Number(run)));
  studio.close();
  const judged = images.filter(({ split }) => split === 'val');
  const table = [];
  for (const [at, [how, shifted]] of Object.entries(shifts).entries()) {
    const folder = join(root, `shifted-${run}-${at}`);
    await rm(folder, { recursive: true, force: true });
    for (const name of classes) await mkdir(join(folder, name), { recursive: true });
    for (const { id, file, label } of judged) await shifted(sharp(file).flatten({ background: '#fff' })).png().toFile(join(folder, classes[label]!, `${id}.png`));
    const forecast = (await graftEvents(['forecast', run, folder, '--data-dir', dataDir, '--json'])).at(-1) as unknown as Forecast;
    const { metrics } = (await graftEvents(['evaluate', run, folder, '--data-dir', dataDir, '--json'])).at(-1) as unknown as { metrics: { accuracy: number } };
    const { expectedAccuracy, low, high } = forecast;
    table.push({
      pictures: how,
      'truth %': percent(metrics.accuracy),
      forecast: expectedAccuracy === null ? `refused: ${forecast.refused}` : `${percent(expectedAccuracy)} (${percent(low!)} to ${percent(high!)})`,
      'in its band': expectedAccuracy === null ? '' : metrics.accuracy >= low! && metrics.accuracy <= high! ? 'yes' : 'NO',
      'never seen %': forecast.unfamiliar === null ? '' : percent(forecast.unfamiliar),
      'ATC, DoC': `${percent(forecast.atc)}, ${percent(forecast.doc)}`,
    });
  }
  console.table(table);
}

async function curve(root: string, dataDir: string, folder: string, name: string): Promise<void> {
  const spec = join(root, `curve-${name}.json`);
  await writeFile(spec, JSON.stringify({ title: 'curve', base: { freeze: 'head', precision: 'float32' }, vary: [{ field: 'trainShare', values: [...shares, 1] }], repeats: { seeds: 3 } }));
  const { rows } = (await graftEvents(['study', 'run', spec, folder, '--data-dir', dataDir, '--json'])).at(-1) as unknown as { rows: { cell: { trainShare: number }; accuracy: { mean: number; low: number | null } }[] };
  const studio = openStudio({ dataDir });
  const { images } = datasetOfRun(studio.db, getRun(studio.db, 1));
  studio.close();
  const [train, trials] = ['train', 'val'].map((side) => images.filter(({ split }) => split === side).length) as [number, number];
  const accuracyAt = (share: number): number => rows.find(({ cell }) => cell.trainShare === share)!.accuracy.mean;
  const points = shares.map((share) => ({ size: Math.round(share * train), correct: accuracyAt(share) * trials, trials }));
  const { refused, predictions } = learningCurve(points, [train], seededRandom(0));
  const [told] = predictions;
  console.log(`learning curve: ${points.map(({ size, correct }) => `${size}: ${percent(correct / trials)}`).join(', ')}; of all ${train}: truth ${percent(accuracyAt(1))}, ` +
    (told?.isShown ? `predicted ${percent(told.accuracy)} (${percent(told.low)} to ${percent(told.high)})` : `not predicted${refused.length > 0 ? ` (${refused.join(', ')})` : ' (band too wide)'}; it would have been ${told ? `${percent(told.accuracy)} (${percent(told.low)} to ${percent(told.high)})` : 'nothing'}`));
}
