import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { StudyFigure } from '../src/shared/study-result.ts';
import { graftEvents } from './graft-events.ts';
import { pictureSets } from './picture-sets.ts';

interface Row {
  cell: { solver: string };
  runs: number[];
  accuracy: StudyFigure;
  valLoss: number;
  secondsPerEpoch: number;
}

/**
 * The two ways of finding a head, in five folds of each set: every picture is judged once by either. A table a set: accuracy, log loss, seconds
 * without the features, which both find in the cache; and whether they are proven different on the same pictures.
 */
export async function benchHeadSolvers(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { from: { type: 'string' } } });
  const root = await mkdtemp(join(os.tmpdir(), 'graft-bench-head-solvers-'));
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(pictureSets)) {
      const folder = await pictureSets[name]!(root, values.from);
      await compare(root, name, folder);
    }
    console.log(`load of the machine over the last 15 minutes: ${os.loadavg()[2]!.toFixed(1)}`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function compare(root: string, name: string, folder: string): Promise<void> {
  const dataDir = join(root, `data-${name}`);
  await mkdir(dataDir);
  const study = join(root, `${name}.json`);
  const cells = ['exact', 'iterative'].map((solver) => ({ solver }));
  const spec = {
    title: name,
    base: { freeze: 'head', precision: 'float32' },
    vary: [{ field: 'solver', values: cells.map(({ solver }) => solver) }],
    repeats: { folds: 5 },
    claims: [{ id: 'exact-not-worse', text: 'The exact head is at least as accurate.', kind: 'not-lower', of: 'accuracy', first: cells[0], second: cells[1], margin: 0 }],
  };
  await writeFile(study, JSON.stringify(spec));
  const events = await graftEvents(['study', 'run', study, folder, '--data-dir', dataDir, '--json'], (event) => {
    if (event.event === 'trial' && event.state === 'done') console.error(`  ${name} ${JSON.stringify(event.cell)}`);
  });
  const { status, rows, verdicts } = events.at(-1) as unknown as { status: string; rows: Row[]; verdicts: { text: string }[] };
  if (status !== 'done') throw new Error(`${name} did not end as done: ${JSON.stringify(events.at(-1))}`);
  const table = [];
  for (const { cell, runs, accuracy, valLoss, secondsPerEpoch } of rows) {
    const [shown] = (await graftEvents(['runs', 'show', String(runs[0]), '--data-dir', dataDir, '--json'])) as unknown as [{ epochs: unknown[] }];
    table.push({
      head: cell.solver,
      'accuracy %': (100 * accuracy.mean).toFixed(1),
      '95 % interval': `${(100 * accuracy.low!).toFixed(1)} to ${(100 * accuracy.high!).toFixed(1)}`,
      'log loss': valLoss.toFixed(3),
      'seconds to learn': (shown.epochs.length * secondsPerEpoch).toFixed(1),
    });
  }
  console.log(`\n${name}, five folds`);
  console.table(table);
  for (const { text } of verdicts) console.log(text);
}
