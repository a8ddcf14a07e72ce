/**
 * `npm run check:gpu`: what a GPU must show before the README may say that one works: the goldens of forward pass and training,
 * rates in every precision, and a short training from the terminal. Exit 3 where there is no GPU.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkEngine } from '../src/core/runs/executors/check-engine.ts';
import { benchStep } from './step.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));

function run(title: string, command: string, commandArguments: string[]): boolean {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, commandArguments, { cwd: checkout, stdio: 'inherit' });
  console.log(status === 0 ? `${title}: passed` : `${title}: FAILED (exit ${status})`);
  return status === 0;
}

const engine = await checkEngine(true);
console.log(`TensorFlow ${engine.tensorflow}, ${engine.engine}, ${engine.gpu ? 'GPU' : 'no GPU'}`);
for (const { precision, imagesPerSecond } of engine.precisions)
  console.log(`ResNet-50 forward, 160 px, ${precision}: ${imagesPerSecond.toFixed(0)} images/s`);
if (!engine.gpu) {
  console.error(
    'TensorFlow sees no GPU here. With an NVIDIA driver, "GRAFT_ENGINE=cuda npm run setup" makes the CUDA engine.',
  );
  process.exit(3);
}
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const results = [
  run('goldens of the forward pass', process.execPath, [...vitest, 'test/forward.test.ts', 'test/forward-large.test.ts']),
  run('goldens of five training steps', process.execPath, [
    ...vitest,
    'test/train.test.ts',
    'test/train-first-step.test.ts',
  ]),
];
for (const precision of ['float32', 'bfloat16', 'float16']) await benchStep([precision, 'resnet50', 'resnext50_32x4d']);
const dataDir = mkdtempSync(join(tmpdir(), 'graft-gpu-'));
for (const precision of ['float32', 'bfloat16', 'float16']) {
  results.push(
    run(`short training in ${precision}`, './graft', [
      'train',
      'datasets/sample',
      '--freeze',
      'until:stage3',
      '--epochs',
      '3',
      '--precision',
      precision,
      '--data-dir',
      dataDir,
    ]),
  );
}
rmSync(dataDir, { recursive: true, force: true });
const failed = results.filter((passed) => !passed).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
