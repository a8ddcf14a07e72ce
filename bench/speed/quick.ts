import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { engineEnvironment } from '../../src/core/engine-host/environment.ts';
import type { QuickFigure } from './quick-measure.ts';

interface QuickCell extends QuickFigure {
  readonly cell: string;
  /** The least share of a plain product's speed. About three quarters of what was measured (0.87, 0.60, 0.45, 0.42, 0.49 to 0.61 on an EPYC with AVX-512 at load 20), so that a loss of a third is seen. */
  readonly least: number;
}

const usual = { imageSize: 224, batchSize: 4, precision: 'float32' } as const;
export const quickCells: readonly QuickCell[] = [
  { ...usual, cell: 'forward', model: 'resnet50', what: 'forward', cut: 'stem', least: 0.65 },
  { ...usual, cell: 'step, none', model: 'resnet18', what: 'step', cut: 'stem', least: 0.44 },
  { ...usual, cell: 'step, until:stage4', model: 'resnet50', what: 'step', cut: 'stage4', least: 0.33 },
  { ...usual, cell: 'step, until:stage4', model: 'resnext50_32x4d', what: 'step', cut: 'stage4', least: 0.31 },
  { ...usual, cell: 'loop, until:stage4', model: 'resnet18', what: 'loop', cut: 'stage4', batchSize: 16, least: 0.4 },
];

export interface QuickAnswer {
  readonly cell: string;
  readonly model: string;
  readonly share: number;
  readonly least: number;
  readonly holds: boolean;
}

export const judged = (cells: readonly QuickCell[], shares: readonly number[]): QuickAnswer[] =>
  cells.map(({ cell, model, least }, i) => ({ cell, model, share: shares[i]!, least, holds: shares[i]! >= least }));

/** `npm run bench -- speed --quick`: shares of a plain matrix product's speed, processor time against processor time; exit code 1 where one is too low. */
export async function quickRow(isJson: boolean): Promise<void> {
  const beganMs = performance.now();
  const child = fork(join(import.meta.dirname, 'quick-measure.ts'), {
    env: engineEnvironment(1),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  child.send(quickCells);
  const shares = await Promise.race([
    once(child, 'message').then(([value]) => value as number[]),
    once(child, 'exit').then(([code, signal]) => Promise.reject(new Error(`The measurement ended early (${signal ?? code})`))),
  ]);
  const rows = judged(quickCells, shares);
  const seconds = (performance.now() - beganMs) / 1000;
  if (isJson) console.log(JSON.stringify({ machine: { load: loadavg()[0], seconds }, rows }));
  else {
    for (const { cell, model, share, least, holds } of rows)
      console.log(`${cell.padEnd(20)} ${model.padEnd(16)} ${share.toFixed(3)} of a plain product's speed; ${least} is the least: ${holds ? 'holds' : 'TOO SLOW'}`);
    console.log(`processor time, load ${loadavg()[0]!.toFixed(1)}, ${seconds.toFixed(0)} s`);
  }
  if (rows.some(({ holds }) => !holds)) process.exitCode = 1;
}
