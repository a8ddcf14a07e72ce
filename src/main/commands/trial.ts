import type { Command } from 'commander';
import type { TrialEnd } from '../../core/trials/run-trial.ts';
import type { TrialProgress } from '../../shared/trial-bundle.ts';
import type { Context } from '../terminal/context.ts';
import { exitCodeOf } from '../terminal/exit-code.ts';
import { percent } from '../terminal/units.ts';
import { examples } from './examples.ts';

const ends: Readonly<Record<TrialEnd, string>> = { done: 'The trial is done', again: 'The trial was done before', stopped: 'The trial was stopped; nothing of it is kept' };

/** Runs of a study on machines that have no data folder. */
export function registerTrial(program: Command, context: Context): void {
  const trial = program.command('trial').description('one run of a study on another machine: a folder that is all it needs beside its store of pictures');
  examples(trial, ['graft trial run /shared/studies/graft-3f9a2b1c/trials/0001']);

  const run = trial
    .command('run')
    .description('run the trial of a folder; needs no data folder. The result lies in the folder, with hashes')
    .argument('<folder>', 'with trial.json, as graft study run … --executor ray writes them')
    .option('--until-stdin-ends', "stop when standard input ends: how a batch system's worker takes its trials along when it is killed")
    .action((folder: string, { untilStdinEnds = false }: { untilStdinEnds?: boolean }) =>
      context.stoppable((signal) => runHere(context, folder, untilStdinEnds ? AbortSignal.any([signal, stdinEnd()]) : signal), 'Stopping after this step; nothing of the trial is kept.'),
    );
  examples(run, ['graft trial run /shared/studies/graft-3f9a2b1c/trials/0001']);
}

/** Aborted when standard input ends or breaks. */
function stdinEnd(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => controller.abort();
  process.stdin.resume().on('end', end).on('error', end);
  return controller.signal;
}

async function runHere(context: Context, folder: string, signal: AbortSignal): Promise<void> {
  const { runTrial } = await import('../../core/trials/run-trial.ts');
  const path = await import('node:path');
  const progress = context.progress('Epoch', 'epochs');
  const onProgress = ({ epoch, epochs, valAccuracy }: TrialProgress): void => {
    progress.update(epoch, epochs, valAccuracy === null ? '' : percent(valAccuracy));
    void context.event({ event: 'progress', epoch, epochs, valAccuracy });
  };
  try {
    const status = await runTrial(path.resolve(folder), { signal, onProgress });
    progress.clear();
    await context.event({ event: 'finished', status });
    await context.print(`${ends[status]}.`);
    if (status === 'stopped') context.exitWith(exitCodeOf('cancelled'));
  } finally {
    progress.clear();
    // Nothing more is waited for.
    process.stdin.destroy();
  }
}
