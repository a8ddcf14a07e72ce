import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, graft, startGraft } from '../../../test/graft.ts';
import { tintedFolder } from '../../../test/small-run.ts';
import { openSmallStudio, quick } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { startRun } from '../../../test/train-run.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';

let small: SmallStudio;
let home: string;
beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
  home = small.studio.folder.root;
  const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
  const spec = { ...quick, epochs: 1 };
  await startRun(small.studio, small.dataset, await planHere(small.studio, small.dataset, spec), spec, silent);
  mkdirSync(small.scratch);
}, 120_000);
afterAll(() => small.close());

const minutes = { timeout: 240_000 };
const cancelled = { error: { code: 'cancelled', message: expect.any(String), hint: null, field: null } };

test('an export that is stopped says so once, and leaves nothing beside its folder', minutes, async () => {
  const out = path.join(small.scratch, 'made', 'model');
  const begun = () => existsSync(path.dirname(out)) && readdirSync(path.dirname(out)).length > 0;
  const child = startGraft(['export', '1', '--format', 'onnx', '--out', out, '--json'], { home });
  child.stdin.end();
  const end = ended(child);
  while (!begun() && child.exitCode === null) await delay(2);
  child.kill('SIGINT');
  const { code, stderr, lines } = await end;
  expect([code, lines()]).toEqual([130, [cancelled]]);
  expect(stderr).toBe('Error: Stopped.\n');
  // The engine hears of it once its step is done; where that was the last one the export is whole.
  await expect.poll(() => (begun() ? readdirSync(path.dirname(out)).filter((name) => name.startsWith('.')) : []), { timeout: 60_000 }).toEqual([]);
});

test('whoever waits for a path on stdin hears a wish to stop', minutes, async () => {
  const child = startGraft(['predict', '1', '-', '--json'], { home });
  const end = ended(child);
  child.stdout.once('data', () => child.kill('SIGINT'));
  // One chunk of names is answered; then nothing more comes, and stdin stays open.
  for (let i = 0; i < 40; i++) child.stdin.write(`${path.join(small.pictures, 'class-0', `${i % 8}.png`)}\n`);
  const { code, lines, stderr } = await end;
  child.stdin.destroy();
  expect([code, lines().at(-1)]).toEqual([130, cancelled]);
  expect(stderr).toContain('before all pictures were done');
});

test('a folder that was opened to judge by it is no data set once that is stopped', minutes, async () => {
  const many = path.join(small.scratch, 'many');
  await tintedFolder(many, [600, 600]);
  const child = startGraft(['evaluate', '1', many], { home });
  child.stdin.end();
  let told = '';
  child.stderr.on('data', (text: Buffer) => {
    told += text.toString();
    if (told.includes('Added the folder')) setTimeout(() => child.kill('SIGINT'), 300);
  });
  const { code } = await ended(child);
  expect([code, told]).toEqual([130, expect.stringContaining('is no data set again')]);
  expect((await graft(['datasets', 'list', '--json'], { home })).lines()[0]).toHaveLength(1);
});
