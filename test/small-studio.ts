import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { datasetForTraining } from '../src/core/datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../src/core/datasets/scanning/dataset-for-training.ts';
import { openStudio } from '../src/core/open-studio.ts';
import type { Studio } from '../src/core/open-studio.ts';
import type { RunSpec } from '../src/shared/run-spec.ts';
import { tintedFolder } from './small-run.ts';
import { importTinyBackbone, tinyBackbone } from './tiny-backbone.ts';

/** What a run of the embedded ResNet-18 takes to be done within seconds: where what is asked hangs on a network of the catalogue. */
export const quickResnet: RunSpec = {
  freeze: 'head',
  imageSize: 32,
  precision: 'float32',
  threads: 1,
  cacheSizeBytes: 1e8,
  learningRate: 1e-2,
  batchSize: 16,
};

/** What a run on such a studio takes to be done within a second or two. */
export const quick: RunSpec = { ...quickResnet, backbone: tinyBackbone };

export interface SmallStudio {
  readonly studio: Studio;
  readonly dataset: TrainingDataset;
  /** Of the pictures: `class-0/0.png` and so on. */
  readonly pictures: string;
  /** An empty folder for what a test writes. */
  readonly scratch: string;
  close(): void;
}

/** A data folder with one data set of `counts[label]` pictures a class, a quarter of them for validation. */
export async function openSmallStudio(counts: readonly number[]): Promise<SmallStudio> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'graft-test-'));
  const pictures = path.join(root, 'pictures');
  await tintedFolder(pictures, counts);
  const studio = openStudio({ dataDir: path.join(root, 'data') });
  await importTinyBackbone(studio.folder);
  const dataset = await datasetForTraining(studio.db, pictures, { val: 0.25 });
  return {
    studio,
    dataset,
    pictures,
    scratch: path.join(root, 'scratch'),
    close() {
      studio.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
