import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { studyPreset } from '../src/core/studies/presets/study-presets.ts';
import type { StudyFigure } from '../src/shared/study-result.ts';
import { prepareFashionFolder } from './fashion-folder.ts';
import { graftEvents } from './graft-events.ts';

const usualMinutes = 40;
/** Of a study's time: probes, starts and evaluations, which its budget for steps does not know to the second, come out of the rest. */
const ofBudget = 0.85;

/** What is run of each preset, and its part of the time. */
const experiments = [
  { preset: 'degradation', share: 0.6, vary: ['net=cifar_plain20,cifar_resnet20,cifar_plain56,cifar_resnet56'] },
  { preset: 'activation-order', share: 0.4, vary: ['net=cifar_resnet20'] },
];

interface Row {
  cell: Record<string, unknown>;
  accuracy: StudyFigure | null;
  trainAccuracy: StudyFigure | null;
  trainLoss: number | null;
  valLoss: number | null;
  secondsPerEpoch: number | null;
}
interface Finished {
  status: string;
  rows: Row[];
  verdicts: { claim: string; holds: string; p: number | null; text: string }[];
}

/** Re-enacts two of the papers' experiments on 5,000 photographs of Fashion-MNIST. Everything lies in a temporary folder that is removed at the end. */
export async function benchLab(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { minutes: { type: 'string' }, from: { type: 'string' }, train: { type: 'string' } } });
  const minutes = Number(values.minutes ?? usualMinutes);
  const root = await mkdtemp(join(os.tmpdir(), 'graft-bench-lab-'));
  try {
    const started = performance.now();
    const { folder, train, test } = await prepareFashionFolder(root, { train: Number(values.train ?? 500), test: 100 }, values.from);
    console.log(`Fashion-MNIST: ${train} pictures to learn from, ${test} to test with`);
    const dataDir = join(root, 'data');
    await mkdir(dataDir);
    const spent = () => (performance.now() - started) / 60_000;
    console.log(`Budget: ${minutes} minutes on ${os.availableParallelism()} cores, of which ${experiments.map(({ preset, share }) => `${Math.round(share * 100)} % for ${preset}`).join(', ')}`);
    for (const [i, experiment] of experiments.entries()) {
      const shares = experiments.slice(i).reduce((sum, { share }) => sum + share, 0);
      const before = spent();
      await study(dataDir, folder, experiment, Math.max(0.1, ((minutes - before) * experiment.share) / shares) * ofBudget);
      console.log(`${experiment.preset}: ${(spent() - before).toFixed(1)} minutes`);
    }
    console.log(`\n${spent().toFixed(1)} of ${minutes} minutes${spent() > minutes ? ': over the budget' : ''}; load of the machine over the last 15: ${os.loadavg()[2]!.toFixed(1)}`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function study(dataDir: string, folder: string, { preset, vary }: (typeof experiments)[number], minutes: number): Promise<void> {
  const { title, paper } = studyPreset(preset);
  console.log(`\n${title} (${paper!.arxiv}, ${paper!.place})`);
  const varied = vary.flatMap((one) => ['--vary', one]);
  const budget = ['--seeds', '1', '--time-budget', `${Math.floor(minutes * 60)}s`];
  const events = await graftEvents(['study', 'run', preset, folder, ...varied, ...budget, '--precision', 'float32', '--data-dir', dataDir, '--json'], (event) => {
    if (event.event === 'trial' && event.state !== 'queued') console.error(`  ${String(event.state)} ${JSON.stringify(event.cell)}`);
  });
  const { status, rows, verdicts } = events.at(-1) as unknown as Finished;
  if (status !== 'done') throw new Error(`${preset} did not end as done: ${JSON.stringify(events.at(-1))}`);
  const error = (figure: StudyFigure | null) => (figure ? (100 * (1 - figure.mean)).toFixed(1) : '');
  const published = new Map(paper!.numbers.map(({ cell, errorPercent }) => [JSON.stringify(cell), errorPercent]));
  console.table(
    rows.map(({ cell, accuracy, trainAccuracy, trainLoss, valLoss, secondsPerEpoch }) => ({
      cell: Object.values(cell).join(' '),
      'training error %': error(trainAccuracy),
      'validation error %': error(accuracy),
      'paper %': published.get(JSON.stringify(cell)) ?? '',
      'training loss': trainLoss?.toFixed(3),
      'validation loss': valLoss?.toFixed(3),
      's/epoch': secondsPerEpoch?.toFixed(1),
    })),
  );
  for (const { claim, holds, p, text } of verdicts) console.log(`${holds.padEnd(8)} ${claim}${p === null ? '' : ` (p ${p.toPrecision(2)})`}: ${text}`);
}
