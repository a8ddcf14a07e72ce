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
/** Of eight pictures a class every fourth is for validation. */
const [train, val] = [18, 6];

const head = smallPhase({ name: 'head', cut: 'head', epochs: 1, solver: 'exact', l2: 0.01 });
/** As many epochs as views, all of which it then asks for. */
const fineTune = smallPhase({ name: 'fine-tune', epochs: 4, augment: 'light' });
const precision = 'bfloat16';
const headThen = (changes: Partial<RunPlan> = {}) => smallPlan([head, fineTune], { precision, ...changes });

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

test('plain views go through the lower network once, where they are not kept yet, and the weights are those of two passes', async () => {
  const once = smallJob(tempFolder(), headThen(), images);
  // Those of stage 4 alone are there.
  await passes({ ...once, plan: smallPlan([smallPhase({ epochs: 1 })], { precision }), runFolder: join(once.cacheFolder, '..', 'plain') });
  expect(await passes(once)).toEqual({ 'head validation': val, 'head training': train, 'fine-tune training': 3 * train });
  expect(recordsAt(once, 'stage4'), 'none is kept twice').toBe(4 * train + val);
  // The features of each phase fit this, those of both do not.
  const stage4Bytes = (train * 4 * 2 + val * 4) * 2 * 2 * 256;
  const twice = smallJob(tempFolder(), headThen({ cacheSizeBytes: stage4Bytes + 100 }), images);
  expect(await passes(twice)).toEqual({ 'head validation': val, 'head training': train, 'fine-tune validation': val, 'fine-tune training': 4 * train });
  expect(modelDigest(once)).toBe(modelDigest(twice));
});

test('a head alone keeps nothing for others; what it kept is used', async () => {
  const alone = smallJob(tempFolder(), smallPlan([head], { precision }), images);
  await passes(alone);
  expect(recordsAt(alone, 'stage4')).toBe(0);
  const later = { ...alone, plan: headThen(), runFolder: join(alone.cacheFolder, '..', 'later') };
  expect(await passes(later)).toEqual({ 'fine-tune validation': val, 'fine-tune training': 4 * train });
});

test('the head of a first answer keeps plain views for the training that follows', async () => {
  const job = smallJob(tempFolder(), smallPlan([smallPhase({ epochs: 5, augment: 'light' })], { precision }), images);
  const seen: string[] = [];
  await runTrainJob(job, (event) => event.type === 'progress' && event.activity === 'features' && event.done === event.total && seen.push(`${event.detail} ${event.total}`), () => false);
  expect(seen).toEqual([`validation ${val}`, `training ${train}`, `training ${3 * train}`]);
});
