import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DataFolder } from '../src/core/data-folder.ts';
import { encodeSafetensors } from '../src/core/exporting/safetensors-model.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import { drawnWeights } from '../src/core/training/drawn-weights.ts';
import { importBackbone } from '../src/core/weights/import-backbone.ts';
import { tinyNet } from './tiny-nets.ts';

/** The id of the backbone that a small studio has beside the catalogue's. */
export const tinyBackbone = 'tiny';

/** Four stages as a ResNet's, of 20 thousand values: what a test of a run's life trains on, where nothing hangs on how well. */
const net = tinyNet({ stages: [8, 12, 16, 24].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 })) });

/** Imports random weights as the backbone `tiny`. */
export async function importTinyBackbone(folder: Pick<DataFolder, 'backbones'>): Promise<void> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'graft-test-'));
  const file = path.join(scratch, `${tinyBackbone}.safetensors`);
  const plan = planNet(net);
  writeFileSync(file, Buffer.concat(encodeSafetensors(tensorTable(plan, 2), drawnWeights(plan, 2), {})));
  try {
    await importBackbone(folder, file, { net, name: tinyBackbone, preprocessing: { imageSize: 32 } });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
