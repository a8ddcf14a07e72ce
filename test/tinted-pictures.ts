import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { TrainingImage } from '../src/shared/trainer-protocol.ts';
import { tintedFolder } from './small-run.ts';

/** Pictures of a test file's own, `counts` of each class, drawn before its first test and gone after its last; empty until then. */
export function tintedPictures(counts: readonly number[]): TrainingImage[] {
  const images: TrainingImage[] = [];
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'graft-test-'));
    images.push(...(await tintedFolder(folder, counts)));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return images;
}
