import { Command } from 'commander';
import { register as registerBackbones } from './commands/backbones.ts';
import { register as registerCache } from './commands/cache.ts';
import { register as registerDatasets } from './commands/datasets.ts';
import { register as registerDoctor } from './commands/doctor.ts';
import { register as registerEvaluate } from './commands/evaluate.ts';
import { register as registerExplain } from './commands/explain.ts';
import { register as registerExport } from './commands/export.ts';
import { register as registerFeatures } from './commands/features.ts';
import { register as registerLabels } from './commands/labels.ts';
import { register as registerNets } from './commands/nets.ts';
import { register as registerPredict } from './commands/predict.ts';
import { register as registerRestore } from './commands/restore.ts';
import { register as registerResume } from './commands/resume.ts';
import { register as registerRuns } from './commands/runs.ts';
import { register as registerServe } from './commands/serve.ts';
import { register as registerTrain } from './commands/train.ts';
import { runProgram } from './terminal/run-program.ts';

const commands = [
  registerTrain,
  registerResume,
  registerEvaluate,
  registerPredict,
  registerExplain,
  registerExport,
  registerFeatures,
  registerDatasets,
  registerLabels,
  registerBackbones,
  registerNets,
  registerRuns,
  registerCache,
  registerServe,
  registerRestore,
  registerDoctor,
];

await runProgram(new Command('graft'), commands, process.argv.slice(2));
