import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { modelDigest, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import type { RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainJob } from '../../shared/trainer-protocol.ts';
import { runTrainJob } from './train-job.ts';

// Real trainings, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const images = tintedPictures([8, 8, 8]);
const [train, val] = (['train', 'val'] as const).map((side) => images.filter(({ split }) => split === side).length) as [number, number];

const head = smallPhase({ name: 'head', cut: 'head', epochs: 1, solver: 'exact', l2: 0.01 });
const fineTune = smallPhase({ name: 'fine-tune', epochs: 1, augment: 'light' });
const headThen = (changes: Partial<RunPlan> = {}) => smallPlan([head, fineTune], changes);

/** How many pictures went through the frozen part, phase by phase and side by side. */
async function passes(job: TrainJob): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const count = (event: FromEngine): void => {
    if (event.type === 'progress' && event.activity === 'features') counts[`${event.phase} ${event.detail}`] = event.total;
  };
  await runTrainJob(job, count, () => false);
  return counts;
}

/** Records of the caches at a cut: 44 bytes each in the index. */
function recordsAt({ cacheFolder }: TrainJob, cut: string): number {
  return readdirSync(cacheFolder)
    .map((name) => join(cacheFolder, name))
    .filter((folder) => (JSON.parse(readFileSync(join(folder, 'key.json'), 'utf8')) as { cut: string }).cut === cut)
    .reduce((sum, folder) => sum + statSync(join(folder, 'index.bin')).size / 44, 0);
}

test.each(['float32', 'bfloat16'] as const)('plain views go through the lower network once, and the weights are those of two passes: %s', async (precision) => {
  const once = smallJob(tempFolder(), headThen({ precision }), images);
  expect(await passes(once)).toEqual({ 'head validation': val, 'head training': train, 'fine-tune training': 3 * train });
  expect(recordsAt(once, 'stage4')).toBe(4 * train + val);
  // The features of each phase fit this, those of both do not.
  const stage4Bytes = (train * 4 * (precision === 'float32' ? 4 : 2) + val * 4) * 2 * 2 * 256;
  const twice = smallJob(tempFolder(), headThen({ precision, cacheSizeBytes: stage4Bytes + 100 }), images);
  expect(await passes(twice)).toEqual({ 'head validation': val, 'head training': train, 'fine-tune validation': val, 'fine-tune training': 4 * train });
  expect(modelDigest(once)).toBe(modelDigest(twice));
});

test('features that are kept at one cut alone are used, and none is kept twice', async () => {
  const root = tempFolder();
  const jobOf = (name: string, plan: RunPlan) => smallJob(root, plan, images, { runFolder: join(root, name) });
  await passes(jobOf('plain', smallPlan([smallPhase({ epochs: 1 })])));
  expect(await passes(jobOf('after stage4', headThen()))).toEqual({ 'head validation': val, 'head training': train, 'fine-tune training': 3 * train });
  expect(recordsAt(jobOf('any', headThen()), 'stage4')).toBe(4 * train + val);

  const other = smallJob(tempFolder(), smallPlan([head]), images);
  await passes(other);
  expect(recordsAt(other, 'stage4'), 'a head alone keeps nothing for others').toBe(0);
  const later = { ...other, plan: headThen(), runFolder: join(other.cacheFolder, '..', 'later') };
  expect(await passes(later)).toEqual({ 'fine-tune validation': val, 'fine-tune training': 4 * train });
});

test('the head of a first answer keeps plain views for the training that follows', async () => {
  const plan = smallPlan([smallPhase({ epochs: 5, augment: 'light' })], { precision: 'bfloat16' });
  const job = smallJob(tempFolder(), plan, images);
  const seen: string[] = [];
  await runTrainJob(job, (event) => event.type === 'progress' && event.activity === 'features' && event.done === event.total && seen.push(`${event.detail} ${event.total}`), () => false);
  expect(seen).toEqual([`validation ${val}`, `training ${train}`, `training ${3 * train}`]);
});
