import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineProcessesOf } from '../../../../test/engine-processes.ts';
import { openSmallStudio, quick } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { startRun } from '../../../../test/train-run.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { exportRun } from './export.ts';

let small: SmallStudio;
let run: number;
beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
  const spec = { ...quick, epochs: 1 };
  const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
  run = (await startRun(small.studio, small.dataset, await planHere(small.studio, small.dataset, spec), spec, silent)).run;
  mkdirSync(small.scratch);
}, 120_000);
afterAll(() => small.close());

test.each([false, true])('an engine that the system ends while it exports leaves nothing in a person\'s folder (replacing: %s)', { timeout: 120_000 }, async (force) => {
  const out = path.join(small.scratch, `model-${force}`);
  if (force) await exportRun(small.studio, run, { format: 'safetensors', out, force: false });
  const before = [small.scratch, ...(force ? [out] : [])].map((folder) => readdirSync(folder).toSorted());
  let kills = 0;
  const dying = exportRun(small.studio, run, { format: 'safetensors', out, force }, () => {
    for (const pid of engineProcessesOf(process.pid)) kills += Number(process.kill(pid, 'SIGKILL'));
  });
  await expect(dying).rejects.toMatchObject({ code: 'trainer-died' });
  expect(kills).toBeGreaterThan(0);
  expect([small.scratch, ...(force ? [out] : [])].map((folder) => readdirSync(folder).toSorted())).toEqual(before);
});
