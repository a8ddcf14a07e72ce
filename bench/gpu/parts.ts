import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Precision } from '../../src/shared/run-settings.ts';
import type { Spread } from '../spread.ts';
import { measured } from './ask.ts';
import type { Answer } from './ask.ts';
import { checkKernels } from './kernels/check-kernels.ts';

type Bits = NonNullable<Answer['bits']>;

interface Part {
  readonly says: string;
  /** @returns whether what it saw is as it must be */
  run(): Promise<boolean>;
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const precisions: readonly Precision[] = ['bfloat16', 'float32', 'float16'];
const model = 'resnet50';
const batches = [32, 128];

/** The bounds of test/forward.test.ts. */
const goldenBound = (name: string) => (name.endsWith('_bit') ? 1e-3 : 1e-5);
const goldenModels = [
  ['resnet18', 'resnet34', 'resnet50', 'wide_resnet50_2', 'resnetv2_18', 'resnetv2_50', 'resnetv2_50x1_bit'],
  ['resnext50_32x4d', 'resnet101', 'resnext101_32x4d'],
  ['resnet152', 'resnext101_32x8d', 'resnext101_64x4d'],
];

/** The program of a line, its output here. @returns whether it ended with 0 */
function runs(command: string, commandArguments: readonly string[]): Promise<boolean> {
  const child = spawn(command, commandArguments, { cwd: checkout, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('error', (error) => (console.log(error.message), resolve(false)));
    child.on('exit', (code) => resolve(code === 0));
  });
}

const spreadText = ({ median, least, most }: Spread) => `${median.toFixed(0)} images/s (${least.toFixed(0)} to ${most.toFixed(0)})`;
const megabytes = (bytes: number | null) => (bytes === null ? 'memory unknown' : `${(bytes / 1e6).toFixed(0)} MB of the card`);

async function goldens(): Promise<boolean> {
  const answers = await Promise.all(goldenModels.map((models) => measured({ what: 'golden', models })));
  const errors = answers.flatMap((answer) => answer.errors!);
  for (const { model: name, error } of errors) console.log(`${name.padEnd(18)} ${error.toExponential(1)} of rms, bound ${goldenBound(name)}`);
  return errors.every(({ model: name, error }) => error < goldenBound(name));
}

const trainingGoldens = () =>
  runs(process.execPath, ['--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', '--config', 'bench/gpu/vitest.config.ts']);

async function rates(): Promise<boolean> {
  for (const precision of precisions) {
    for (const { title, ask } of [
      { title: 'forward', ask: { what: 'forward', model, precision, batches } },
      { title: 'step', ask: { what: 'step', model, precision, batchNorm: 'eval', batches } },
      { title: 'step, BatchNorm train', ask: { what: 'step', model, precision, batchNorm: 'train', batches: [128] } },
    ] as const) {
      const { timed } = await measured(ask);
      for (const { batch, imagesPerSecond, memoryBytes } of timed!)
        console.log([model, precision.padEnd(8), title.padEnd(21), `batch ${String(batch).padStart(3)}`, spreadText(imagesPerSecond), megabytes(memoryBytes)].join('  '));
    }
  }
  return true;
}

async function operations(): Promise<boolean> {
  for (const precision of precisions) {
    const { operations: times } = await measured({ what: 'operations', precision, batch: 128 });
    for (const { name, milliseconds } of times!) console.log(`${precision.padEnd(8)}  ${name.padEnd(37)} ${typeof milliseconds === 'number' ? `${milliseconds.toFixed(3)} ms` : milliseconds}`);
  }
  return true;
}

async function feed(): Promise<boolean> {
  const { feed: fed } = await measured({ what: 'feed', batches });
  for (const { batch, bytesMilliseconds, wordsMilliseconds } of fed!)
    console.log(`batch ${batch} of pixels: ${bytesMilliseconds.toFixed(2)} ms as bytes, ${wordsMilliseconds.toFixed(2)} ms as words`);
  return true;
}

/** A resumed run must be the same run (docs/architecture.md): two processes, one hash. */
async function bits(): Promise<boolean> {
  const cells = precisions.flatMap((precision) =>
    (['eval', 'train'] as const).map((batchNorm) => ({ what: 'bits', model, precision, batchNorm, batch: 16 }) as const),
  );
  let same = true;
  for (const ask of cells) {
    const [first, second] = (await Promise.all([measured(ask), measured(ask)])).map((answer) => answer.bits!) as [Bits, Bits];
    const isSame = first.sha256 === second.sha256;
    same &&= isSame;
    console.log(`${ask.precision}, BatchNorm ${ask.batchNorm}: ${isSame ? 'the same bits' : 'OTHER BITS'} after 10 steps, loss ${first.loss} and ${second.loss}, ${first.applied} applied`);
  }
  return same;
}

/** The loss is scaled up until gradients overflow: such a step must change nothing, and the next ones must go on. */
async function overflow(): Promise<boolean> {
  const { skipped, kept, applied, same } = (await measured({ what: 'overflow', model: 'resnet18', batch: 16 })).overflow!;
  console.log(`${skipped} steps not applied, weights and moments ${kept ? 'as they were' : 'CHANGED'}`);
  if (applied === null) console.log('NO STEP was applied down to a scale of 1');
  else console.log(`applied at a scale of ${applied.scale}, loss ${applied.loss}, ${same ? 'the bits' : 'OTHER BITS than those'} of that step alone`);
  return skipped > 0 && kept && applied !== null && same;
}

async function trainings(): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), 'graft-gpu-'));
  try {
    let passed = true;
    for (const precision of precisions) {
      const common = ['train', 'datasets/sample', '--epochs', '3', '--precision', precision, '--data-dir', dataDir];
      for (const freeze of ['head-then:stage4', 'none']) passed = (await runs('./graft', [...common, '--freeze', freeze])) && passed;
    }
    return passed;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** PyTorch where the python3 of this machine has it: no part of what must pass. */
async function peer(): Promise<boolean> {
  if (!(await runs('python3', ['-c', 'import torch, torchvision; assert torch.cuda.is_available()']))) {
    console.log('python3 has no PyTorch with a GPU here: nothing to compare with.');
    return true;
  }
  return runs('python3', ['bench/gpu/peer.py', model]);
}

export const parts: Readonly<Record<string, Part>> = {
  kernels: { says: 'operations of all graphs that have no kernel for a GPU, values that are copied within one', run: async () => checkKernels() === 0 },
  goldens: { says: 'logits of 13 networks against PyTorch in float64', run: goldens },
  'training-goldens': { says: 'five steps at every depth against PyTorch in float64; gradients of every operation', run: trainingGoldens },
  rates: { says: `forward pass and training step of ${model}, ${batches.join(' and ')} pictures of 224 px at a time, fed from memory`, run: rates },
  operations: { says: 'what single operations take on 128 maps of 56 x 56 x 256', run: operations },
  feed: { says: 'what handing a batch to the binding takes', run: feed },
  bits: { says: 'whether the same ten steps in two processes leave the same weights', run: bits },
  overflow: { says: 'whether a step of float16 whose gradients overflow changes nothing, and training goes on', run: overflow },
  trainings: { says: 'short trainings from the terminal, of files', run: trainings },
  peer: { says: 'the same work in PyTorch', run: peer },
};
