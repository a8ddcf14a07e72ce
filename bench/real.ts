import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wilsonInterval } from '../src/core/evaluation/wilson-interval.ts';
import { prepareEmojiFolder } from './emoji-folder.ts';
import { graftEvents } from './graft-events.ts';

const freezes = ['head', 'until:stage3', 'none'];

interface Finished {
  status: string;
  metrics: { valAccuracy: number; valMacroF1: number };
  frozen: { tensors: number; changed: number };
  seconds: number;
  imagesPerSecond: number;
  peakMemoryBytes: number;
}

/**
 * Trains on real drawings at three freeze depths and prints what came out. `trainArguments` go to every
 * `graft train` as they are (`--epochs 3`). Everything lies in a temporary folder that is removed at the end.
 */
export async function benchReal(trainArguments: readonly string[]): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'graft-bench-real-'));
  try {
    console.error('fetching emoji-datasource-google ...');
    const { folder, counts } = await prepareEmojiFolder(root);
    for (const [category, images] of Object.entries(counts)) console.log(`${String(images).padStart(5)}  ${category}`);
    const rows = [];
    for (const freeze of freezes) rows.push(await trainOnce(root, folder, freeze, trainArguments));
    console.log(`\n${Object.keys(counts).length} categories; accuracy on the validation split, which chose the epoch`);
    console.table(Object.fromEntries(rows));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A data folder of its own for each run, so that no run finds the features that another one cached. */
async function trainOnce(
  root: string,
  folder: string,
  freeze: string,
  trainArguments: readonly string[],
): Promise<[string, Record<string, string>]> {
  const dataDir = join(root, `data-${freeze.replace(':', '-')}`);
  await mkdir(dataDir);
  const added = await graftEvents(['datasets', 'add', folder, '--json', '--data-dir', dataDir]);
  const { split } = added.at(-1) as { split: { val: number } };
  console.error(`\n--freeze ${freeze}`);
  const wanted = ['train', folder, '--freeze', freeze, ...trainArguments, '--json', '--data-dir', dataDir];
  const events = await graftEvents(wanted, (event) => {
    if (event.event !== 'epoch') return;
    const { epoch, valLoss, valAccuracy, imagesPerSecond } = event as Record<string, number>;
    const seen = `val loss ${valLoss?.toFixed(4)}, accuracy ${valAccuracy?.toFixed(4)}`;
    console.error(`  epoch ${epoch}: ${seen}, ${imagesPerSecond?.toFixed(1)} images/s`);
  });
  const finished = events.at(-1) as unknown as Finished;
  if (finished.status !== 'done') throw new Error(`--freeze ${freeze} did not end as done: ${JSON.stringify(finished)}`);
  const { valAccuracy, valMacroF1 } = finished.metrics;
  const [low, high] = wilsonInterval(Math.round(valAccuracy * split.val), split.val);
  const percent = (value: number) => (100 * value).toFixed(1);
  return [
    freeze,
    {
      'accuracy %': percent(valAccuracy),
      '95 % interval': `${percent(low)} to ${percent(high)} (${split.val} images)`,
      'macro F1': valMacroF1.toFixed(3),
      seconds: finished.seconds.toFixed(0),
      'images/s': finished.imagesPerSecond.toFixed(1),
      'peak MiB': (finished.peakMemoryBytes / 2 ** 20).toFixed(0),
      'frozen changed': `${finished.frozen.changed} of ${finished.frozen.tensors}`,
    },
  ];
}
