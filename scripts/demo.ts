// npm run demo: the main job on the embedded sample with the embedded backbone, as a user would type it. A tenth of the pictures is
// kept away from training for the accuracy and for what the export is shown at the end. The data folder is thrown away; the export
// stays where the last lines say.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graftEvents } from '../bench/graft-events.ts';
import { manifestSchema } from '../src/shared/manifest.ts';
import { predictedLine, unseenPictures } from './unseen-pictures.ts';
import type { LabelRow, PredictedRow } from './unseen-pictures.ts';

const checkout = join(import.meta.dirname, '..');
const sample = join('datasets', 'sample');
const work = mkdtempSync(join(tmpdir(), 'graft-demo-'));
const dataFolder = join(work, 'data');
const exported = join(work, 'sample-onnx');

process.chdir(checkout);
process.env.GRAFT_HOME = dataFolder;
try {
  graft('datasets', 'add', sample, '--name', 'leaves', '--test', '0.1');
  graft('train', sample);
  const run = await latestRun();
  graft('evaluate', run);
  graft('export', run, '--format', 'onnx', '--out', exported);
  const unseen = await picturesNeverTrainedOn();
  console.log(`\nThese ${unseen.length} pictures took no part in training, nor in choosing the epoch:`);
  await predictUnseen(unseen);

  const { metrics, receipt } = manifestSchema.parse(JSON.parse(readFileSync(join(exported, 'manifest.json'), 'utf8')));
  // The sample lies in no groups.
  const [low, high] = metrics.accuracyInterval!;
  const chosen = metrics.split === 'val' ? ', chosen on these pictures' : '';
  console.log(`\nAccuracy ${percent(metrics.accuracy)} %, 95 % interval ${percent(low)} to ${percent(high)} %`);
  console.log(`  (${metrics.correct} of ${metrics.images} pictures of the ${metrics.split === 'val' ? 'validation' : 'test'} split${chosen})`);
  const difference = receipt.maxAbsDiff.toExponential(1);
  console.log(`The export predicts what the run predicts (largest difference ${difference}); it lies in`);
  console.log(`  ${exported}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  rmSync(work, { recursive: true, force: true });
  process.exitCode = 1;
} finally {
  rmSync(dataFolder, { recursive: true, force: true });
}

/** Runs the program in a process of its own, with its output as the user sees it. */
function graft(...args: string[]): void {
  console.log(`\n$ ./graft ${args.join(' ')}`);
  const { status, signal } = spawnSync('./graft', args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`graft ${args[0]} ended with ${status ?? signal}`);
}

/** The run that was made last in the data folder. */
async function latestRun(): Promise<string> {
  const [runs] = (await graftEvents(['runs', 'list', '--json'])) as unknown as [{ run: number }[]];
  return String(Math.max(...runs.map(({ run }) => run)));
}

/** Says of each what the export says, and where that is wrong. */
async function predictUnseen(unseen: readonly { file: string; label: string }[]): Promise<void> {
  const args = ['predict', exported, ...unseen.map(({ file }) => file), '--top', '2'];
  console.log(`\n$ ./graft ${args.join(' ')}`);
  const rows = (await graftEvents([...args, '--json'])) as unknown as PredictedRow[];
  rows.forEach((row, i) => console.log(predictedLine(row, unseen[i]!.label)));
  const right = rows.filter(({ top }, i) => top[0]?.label === unseen[i]!.label).length;
  console.log(`${right} of ${rows.length} are right.`);
}

/** Of the test side, one a class; the sides are those that the run has trained with. */
async function picturesNeverTrainedOn(): Promise<{ file: string; label: string }[]> {
  const [rows] = (await graftEvents(['labels', 'export', sample, '--json'])) as unknown as [LabelRow[]];
  return unseenPictures(rows).map(({ file, label }) => ({ file: join(sample, file), label }));
}

function percent(part: number): string {
  return (100 * part).toFixed(1);
}
